import { type Call, callJson } from "./call";

type Row = ReturnType<typeof callJson>;
type Format = "csv" | "ndjson";

const columns = [
  "id",
  "created_at",
  "model",
  "purpose",
  "actor_id",
  "key_id",
  "conversation_id",
  "response_id",
  "trace_id",
  "span_id",
  "parent_span_id",
  "input_tokens",
  "cached_input_tokens",
  "cache_write_tokens",
  "output_tokens",
  "reasoning_tokens",
  "cost_credits",
  "usage_source",
  "overrun",
  "demo",
  "duration_ms",
  "first_token_ms",
] as const satisfies (keyof Row)[];

/** Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP). */
const formula = /^[=+\-@\t\r\n]/;

export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function csvLine(row: Row): string {
  return `${columns.map((column) => csvCell(row[column])).join(",")}\r\n`;
}

const kinds: Record<Format, { type: string; head: string; line: (row: Row) => string }> = {
  csv: { type: "text/csv; charset=utf-8", head: `${columns.join(",")}\r\n`, line: csvLine },
  ndjson: {
    type: "application/x-ndjson",
    head: "",
    line: (row) => `${JSON.stringify(row)}\n`,
  },
};

/** The calls as a file, written as they are read, so that a long history costs no memory. */
export function exportCalls(portions: AsyncGenerator<Call[]>, format: Format): Response {
  const { type, head, line } = kinds[format];
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (head) controller.enqueue(encoder.encode(head));
    },
    pull: async (controller) => {
      const { done, value } = await portions.next();
      if (done) return controller.close();
      const lines = value.map((call) => line(callJson(call))).join("");
      controller.enqueue(encoder.encode(lines));
    },
    cancel: async () => {
      await portions.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-disposition": `attachment; filename="purser-calls.${format}"`,
      "cache-control": "private, no-store",
    },
  });
}
