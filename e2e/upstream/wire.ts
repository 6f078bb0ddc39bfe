/** How the bytes of an event are written. */
export interface Style {
  crlf?: boolean;
  comments?: boolean;
  space?: boolean;
  pretty?: boolean;
}

/** An event in the bytes of the wire. `pretty` spreads its JSON over several `data:` lines. */
export function frame(data: string, style: Style, event?: string): Buffer {
  const eol = style.crlf ? "\r\n" : "\n";
  const field = style.space === false ? "data:" : "data: ";
  let text = "";
  if (style.comments) text += `: UPSTREAM PROCESSING${eol}${eol}`;
  if (event) text += `event:${style.space === false ? "" : " "}${event}${eol}`;
  const lines = style.pretty && data.startsWith("{") ? prettyLines(data) : [data];
  for (const line of lines) text += field + line + eol;
  return Buffer.from(text + eol);
}

function prettyLines(data: string): string[] {
  return JSON.stringify(JSON.parse(data), null, 2).split("\n");
}
