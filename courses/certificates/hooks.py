"""What certificates add to Wagtail's admin."""

from wagtail import hooks

from courses.certificates.viewsets import CertificateViewSet, certificate_viewset


@hooks.register("register_admin_viewset")
def register_certificates() -> CertificateViewSet:
    return certificate_viewset
