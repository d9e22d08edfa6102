// Where something is being made, htmx asks how far it is. Loaded only there, and once.
const waiting = document.querySelector("[data-htmx]");

if (waiting && !window.htmx && !document.querySelector('script[src*="htmx"]')) {
  if (!document.querySelector('meta[name="htmx-config"]')) {
    const config = document.createElement("meta");
    config.name = "htmx-config";
    config.content = JSON.stringify({ allowEval: false, includeIndicatorStyles: false, historyCacheSize: 0 });
    document.head.append(config);
  }
  const script = document.createElement("script");
  script.src = waiting.dataset.htmx;
  script.addEventListener("load", () => window.htmx.process(document.body));
  document.head.append(script);
}
