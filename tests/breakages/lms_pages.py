"""Pages and files: who may read them, what a file really is, what publishing asks, what the desk shows."""

# ruff: noqa: E501

from tests.breakages import Room

ROOM = Room("pages")
HERE = "tests/lms/pages"

predicates = ROOM.file("lms/pages/rules.py", f"{HERE}/test_rules.py", f"{HERE}/test_files.py")
predicates.breaks(
    "    if user.is_authenticated:\n        return bool(pages)\n",
    "    if user.is_authenticated:\n        return True\n",
    "Every learner reads documents that no page shows yet.",
)
predicates.breaks(
    'getattr(page.specific_class, "documents_are_public", False)',
    'getattr(page.specific_class, "documents_are_public", True)',
    "Strangers read the documents of courses.",
)
predicates.breaks(
    "edits_pages | is_shown_to)", "writes_drafts | is_shown_to)", "Organisers read every document there is."
)
selectors = ROOM.file("lms/pages/selectors.py", f"{HERE}/test_files.py", f"{HERE}/test_views.py")
selectors.breaks(
    "    return list(Page.objects.filter(pk__in=keys).live().public())",
    "    return list(Page.objects.filter(pk__in=keys).public())",
    "A document in a draft is public.",
)
selectors.breaks(
    "    return list(Page.objects.filter(pk__in=keys).live().public())",
    "    return list(Page.objects.filter(pk__in=keys).live())",
    "A document on a page with a password is public.",
)
selectors.breaks(
    "    except (OSError, InvalidFilterSpecError):\n        return {}",
    "    except ZeroDivisionError:\n        return {}",
    "A logo whose file is gone takes every page down.",
)
selectors.breaks(
    "Page.objects.live().public().in_menu()",
    "Page.objects.live().public()",
    "The footer lists every page of the site.",
)
views = ROOM.file("lms/pages/views.py", f"{HERE}/test_files.py", f"{HERE}/test_views.py")
views.breaks(
    '    if not rules.has_perm("pages.read_document", request.user, found):\n        raise Http404\n',
    "",
    "Anybody who counts up numbers reads every document.",
)
views.breaks(
    "    if found.filename != filename:\n        raise Http404\n",
    "",
    "A document answers at any name, and links to an old version give the new one.",
)
views.breaks(
    "        if isinstance(answer, HttpResponse):\n            return answer\n",
    "        pass\n",
    "A collection that is restricted in Wagtail is open.",
)
views.breaks(
    "    if kind is None or not isinstance(storage, FileSystemStorage):",
    "    if not isinstance(storage, FileSystemStorage):",
    "Whatever lies in the public folder is served, pages with scripts too.",
)
views.breaks(
    "    except (OSError, ValueError, SuspiciousFileOperation):\n        raise Http404 from None\n    return FileResponse(",
    "    except OSError:\n        raise Http404 from None\n    return FileResponse(",
    "Scanners' addresses end in error pages and alarms.",
)
views.breaks(
    'versioned = request.GET.get("v") == look.theme_digest',
    'versioned = "v" in request.GET',
    "A page that was open while the colours changed keeps the old ones for a year.",
)
files = ROOM.file("lms/pages/files.py", f"{HERE}/test_files.py")
files.breaks("as_attachment=ending not in INLINE", "as_attachment=False", "A file runs as a page of ours.")
files.breaks(
    '= "private, max-age=0, must-revalidate"',
    '= "public, max-age=3600"',
    "A course document stays in caches between us and the learner.",
)
files.breaks(
    '    if condition and condition != etag:\n        header = ""\n',
    "",
    "A recording that was changed is continued from the old one's middle.",
)
files.breaks(
    "    end = min(int(last), size - 1) if last else size - 1\n",
    "    end = int(last) if last else size - 1\n",
    "A player that asks for more than there is waits for ever.",
)
files.breaks(
    "    if start >= size:\n        raise ValueError(header)\n",
    "",
    "A player that asks beyond the end is sent a negative length.",
)
files.breaks(
    "        return max(size - length, 0), size - 1",
    "        return size - length, size - 1",
    "The last part of a short recording cannot be played.",
)
files.breaks(
    "            length -= len(chunk)\n",
    "            length -= CHUNK\n",
    "The end of a part is missing where the storage reads in small pieces.",
)
uploads = ROOM.file("lms/pages/uploads.py", f"{HERE}/test_uploads.py", f"{HERE}/test_upload_doors.py")
uploads.breaks(
    "    if head.startswith(_NEVER):\n        return False\n", "", "A program named .txt lies on our server."
)
uploads.breaks(
    ".lstrip().lower().startswith(_MARKUP)",
    ".startswith(_MARKUP)",
    "A web page in capitals passes as a text.",
)
uploads.breaks("    if size > most:\n", "    if size > most * 2:\n", "The disk fills with videos.")
uploads.breaks(
    "    finally:\n        file.seek(0)\n",
    "    finally:\n        pass\n",
    "What is stored of a document is its end.",
)
uploads.breaks(
    '            return archive.read("mimetype").strip() == _OPEN_DOCUMENT[ending]',
    "            return True",
    "Any archive passes as a document.",
)
uploads.breaks(
    ' or archive.getinfo("mimetype").file_size > 200:',
    ":",
    "A small archive that unpacks to gigabytes takes the server's memory.",
)
uploads.breaks(
    "    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):",
    "    except OSError:",
    "A broken document ends in an error page for the editor.",
)
ROOM.file("lms/pages/forms.py", f"{HERE}/test_upload_doors.py").breaks(
    "        except BROKEN as error:\n",
    "        except Image.DecompressionBombError as error:\n",
    "Whoever brings half a picture meets an error page instead of words.",
)
ROOM.file("lms/pages/storage.py", f"{HERE}/test_files.py").breaks(
    '        raise NoAddressError(f"{name} is private")',
    '        return f"/media/{name}"  # type: ignore[misc]',
    "Private files have an address that templates print.",
)
publishing = ROOM.file(
    "lms/pages/publishing.py", "tests/courses/content/test_editor.py", "tests/courses/content/test_blocks.py"
)
publishing.breaks(
    "            if found:\n                raise ValidationError(found)\n",
    "",
    "A page without descriptions of its pictures is published by the schedule.",
    "tests/courses/content/test_editions.py",
)
publishing.breaks(
    "        whole = clean and self.live and",
    "        whole = clean and",
    "A draft that is not ready cannot be kept.",
)
publishing.breaks(
    '            data["title"] = untitled\n',
    "            pass\n",
    "A draft without a title is not saved, and what was typed is lost.",
)
publishing.breaks(
    '            number += 1\n            slug = f"{base}-{number}"\n',
    '            number += 1\n            slug = f"{base}-{number}"\n            break\n',
    "The third page with the same title is refused.",
)
publishing.breaks(
    "            self.check_for_publishing(cleaned)\n",
    "            pass\n",
    "A course is published that breaks its limits.",
)
drafting = ROOM.file(
    "lms/pages/drafting.py",
    f"{HERE}/test_drafting.py",
    "tests/courses/content/test_blocks.py",
    "tests/courses/content/test_editor.py",
)
drafting.breaks(
    "        if self.is_deferred_validation:  # type: ignore[attr-defined]\n            return value\n",
    "",
    "Half a web address keeps the draft from being saved.",
)
drafting.breaks(
    '            if self.required:\n                raise ValidationError(EMPTY, code="required")\n',
    "",
    "An empty paragraph is published.",
)
drafting.breaks(
    '[URLValidator(schemes=["http", "https"], message=BAD_ADDRESS)]',
    "[URLValidator(message=BAD_ADDRESS)]",
    "A link may lead to a server for files.",
)
drafting.breaks(
    'f"{place}:{json.dumps(item, sort_keys=True, default=str)}"',
    'f"{json.dumps(item, sort_keys=True, default=str)}"',
    "Two options with the same words are one: choosing either ticks both.",
)
drafting.breaks(
    "        return NotChosenYet(words, decorative) if words or decorative else None",
    "        return None",
    "The description of a picture is lost while the picture is not chosen.",
)
middleware = ROOM.file(
    "lms/pages/middleware.py",
    f"{HERE}/test_refusals.py",
    "tests/courses/content/test_addresses.py",
    "tests/courses/content/test_editor.py",
    "tests/courses/certificates/test_admin.py",
)
middleware.breaks(
    "        messages.error(request, exception.message)\n", "", "A refusal in the admin looks like a success."
)
middleware.breaks(
    "not isinstance(exception, DomainError) or",
    "not isinstance(exception, LookupError) or",
    "A refusal in the admin is an error page.",
)
middleware.breaks(
    '    if loops or before.netloc != request.get_host():\n        return ""\n',
    '    if before.netloc != request.get_host():\n        return ""\n',
    "A page that refuses leads to itself for ever.",
)
ROOM.file("lms/pages/receivers.py", f"{HERE}/test_views.py").breaks(
    "(page_published, page_unpublished, page_slug_changed, post_page_move)",
    "(page_published,)",
    "The footer links to a page that is gone.",
)
embeds = ROOM.file("lms/pages/embeds.py", f"{HERE}/test_embeds.py")
embeds.breaks(
    '    if parts.scheme != "https" or parts.port is not None or parts.username is not None:\n        return ""\n',
    "",
    "A video's address that hides another host is framed.",
)
embeds.breaks(
    "    if not _YOUTUBE_ID.fullmatch(found):",
    "    if not _YOUTUBE_ID.match(found):",
    "Anything may follow a video's number in what we frame.",
)
colour = ROOM.file("lms/pages/colour.py", f"{HERE}/test_colour.py")
colour.breaks(
    "(lighter + 0.05) / (darker + 0.05)", "lighter / (darker + 0.05)", "Pale colours pass for readable."
)
colour.breaks(
    "    while share > 0 and contrast(",
    "    while share > 1 and contrast(",
    "Text on a tinted ground is too faint to read.",
)

desk = ROOM.file("lms/desk/registry.py", "tests/lms/desk")
desk.breaks(
    "        _steps.sort(key=lambda pair: pair[0])\n",
    "",
    "The desk proposes the certificate before the lesson.",
)
desk.breaks(
    "        if (panel := function(request)) is not None:\n            yield panel",
    "        yield function(request)  # type: ignore[misc]",
    "An empty panel breaks everybody's desk.",
)
ROOM.file("lms/desk/views.py", "tests/lms/desk", "tests/rules/test_urls.py").breaks(
    "@login_required\n", "", "A stranger at the desk sees an error page."
)
