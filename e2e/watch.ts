import type { BrowserContext, Page } from "@playwright/test";

/**
 * Notes whatever must not happen in any page of a context: script of a payload that runs, a
 * dialog, a request to another origin, something the policy had to stop, an error of ours.
 */
export async function watch(context: BrowserContext, origin: string): Promise<string[]> {
  const found: string[] = [];
  const isForeign = (url: URL) =>
    /^(https?|wss?|ftp|file):$/.test(url.protocol) && url.origin !== origin;
  await context.exposeFunction("__found", (what: string) => void found.push(what));
  await context.addInitScript(() => {
    const tell = (what: string) =>
      (window as unknown as { __found: (what: string) => void }).__found(what);
    Object.defineProperty(window, "__pwned", { set: () => tell("a payload ran") });
    addEventListener("securitypolicyviolation", (event) =>
      tell(`stopped by the policy: ${event.effectiveDirective} ${event.blockedURI}`),
    );
  });
  await context.route(isForeign, (route) => route.abort());
  context.on("request", (request) => {
    if (isForeign(new URL(request.url()))) found.push(`request: ${request.url()}`);
  });
  context.on("dialog", (dialog) => {
    found.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  context.on("weberror", (event) => found.push(`error: ${event.error().message}`));
  context.on("console", (message) => {
    const text = message.text();
    const isStatus = /^Failed to load resource: .*status of 4\d\d/.test(text);
    if (message.type() === "error" && !isStatus) found.push(`console: ${text}`);
  });
  return found;
}

/** What stands in the answers of a page and may not; empty when all is well. */
export function unsafeIn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const elements = new Set(
      (
        "a blockquote br button code del div em h1 h2 h3 h4 h5 h6 hr input li ol p pre s section " +
        "span strong sub sup table tbody td th thead tr ul"
      ).split(" "),
    );
    const attributes = new Set(
      (
        "align aria-describedby aria-label checked class data-footnote-backref data-footnote-ref " +
        "data-footnotes dir disabled href id readonly rel start tabindex target title type"
      ).split(" "),
    );
    const isOurs = (element: Element) => element.closest(".katex, .code-head") !== null;
    const isFootnote = (href: string) => href.startsWith("#") && /-fn(ref)?-/.test(href);
    const found: string[] = [];
    for (const element of document.querySelectorAll(".prose *")) {
      const { localName } = element;
      if (element.matches("a[href]") && !isFootnote(element.getAttribute("href") ?? "")) {
        const { protocol, rel, target } = element as HTMLAnchorElement;
        const isSafe =
          ["http:", "https:", "mailto:"].includes(protocol) &&
          /\bnoopener\b/.test(rel) &&
          /\bnoreferrer\b/.test(rel) &&
          target === "_blank";
        if (!isSafe) found.push(element.outerHTML.slice(0, 200));
      }
      if (element.parentElement?.closest("a") && localName === "a") found.push("a link in a link");
      if (isOurs(element)) {
        if (element.matches("a, img, iframe, script, style, [onclick]")) found.push(localName);
        continue;
      }
      if (!elements.has(localName)) found.push(`<${localName}>`);
      for (const { name, value } of element.attributes) {
        const isAlignment = name === "style" && /^text-align: ?\w+;?$/.test(value);
        if (!attributes.has(name) && !isAlignment) found.push(`${localName} ${name}="${value}"`);
        const isName = name === "id" && !/-fn(ref)?-|^footnote-label$/.test(value);
        if (isName) found.push(`id="${value}"`);
      }
    }
    return found;
  });
}

/** What no name, prompt or answer may become anywhere in a page. */
export function madeOfNames(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const marks =
      "img, iframe, object, embed, base, svg[onload], [onerror], [onclick], [style*=url]";
    const links = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].filter(
      ({ protocol }) => !["http:", "https:", "mailto:"].includes(protocol),
    );
    return [...document.querySelectorAll(marks), ...links].map(({ outerHTML }) => outerHTML);
  });
}
