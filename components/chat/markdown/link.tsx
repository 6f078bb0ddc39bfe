import type { ComponentProps } from "react";

/** An address that a link of a model may lead to, or null. */
export function safeAddress(href: unknown): URL | null {
  if (typeof href !== "string" || !URL.canParse(href)) return null;
  const url = new URL(href);
  return ["http:", "https:", "mailto:"].includes(url.protocol) ? url : null;
}

/** A link of an answer: elsewhere it opens beside, and says nothing of where one came from. */
export function AnswerLink({ href, children, id, className, ...rest }: ComponentProps<"a">) {
  // The way to a footnote and back; what a model wrote itself does not lead around in our page.
  if (href?.startsWith("#") && ("data-footnote-ref" in rest || "data-footnote-backref" in rest)) {
    return (
      <a href={href} id={id} className={className}>
        {children}
      </a>
    );
  }
  const url = safeAddress(href);
  if (!url) return <span>{children}</span>;
  return (
    <a href={url.href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** Pictures of an answer are not loaded: that would tell others who reads it, and when. */
export function AnswerPicture({ src, alt }: ComponentProps<"img">) {
  const url = safeAddress(src);
  const words = alt || url?.hostname || "without a name";
  return url ? <AnswerLink href={url.href}>Picture: {words}</AnswerLink> : <>Picture: {words}</>;
}
