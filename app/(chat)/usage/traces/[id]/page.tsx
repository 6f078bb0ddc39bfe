import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PlainSheet } from "@/components/shell/sheet";
import { TopBar } from "@/components/shell/top-bar";
import { buttonClass } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { TraceTable } from "@/components/usage/trace-table";
import { personOfPage } from "@/lib/auth/page-viewer";
import type { Person } from "@/lib/auth/viewer";
import { dateTime } from "@/lib/dates";
import { PurserError } from "@/lib/errors";
import { capital, counted } from "@/lib/format";
import { getTrace } from "@/lib/usage/trace";
import { traceJson } from "@/lib/usage/trace-json";
import { preferences } from "../../../../preferences";

export const metadata: Metadata = { title: "Trace" };

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ user?: string | string[] }>;
};

export default async function TracePage({ params, searchParams }: Props) {
  const segment = (await params).id;
  const person = await personOfPage(`/usage/traces/${segment}`);
  const { user } = await searchParams;
  const { timeZone } = await preferences();
  const asked = typeof user === "string" ? user : undefined;
  const trace = await traceOf(person, decodedSegment(segment), asked);
  const made = trace.spans.filter(({ usage_id }) => usage_id !== null).length;
  const [first] = trace.spans;
  return (
    <>
      <TopBar title={<b className="font-strong">Trace</b>}>{null}</TopBar>
      <PlainSheet title="Trace" note="amounts in cents">
        <p className="pb-6 text-ink-3">
          {capital(counted(made, "call"))}
          {first && `, from ${dateTime(first.started_at, timeZone)}`},{" "}
          <span className="font-mono wrap-anywhere">{trace.trace_id}</span>
        </p>
        {trace.unpriced_calls > 0 && <Unpriced calls={trace.unpriced_calls} />}
        <TraceTable trace={trace} />
        <p className="flex flex-wrap gap-2 pt-4">
          <a
            href={`/api/traces/${segment}${asked ? `?user=${encodeURIComponent(asked)}` : ""}`}
            target="_blank"
            rel="noreferrer"
            className={buttonClass({ size: "sm" })}
          >
            Raw JSON
          </a>
          <Link href="/usage" className={buttonClass({ size: "sm" })}>
            All calls
          </Link>
        </p>
      </PlainSheet>
    </>
  );
}

function Unpriced({ calls }: { calls: number }) {
  const one = calls === 1;
  return (
    <Notice tone="warn" className="mb-6">
      {capital(counted(calls, "call"))} of {one ? "a model" : "models"} without a price{" "}
      {one ? "is" : "are"} not in the sums.{" "}
      {one
        ? "When the model gets one, the call is charged."
        : "When a model gets one, its calls are charged."}
    </Notice>
  );
}

/** A trace id may have any sign, and a page has its address as it was sent. */
function decodedSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return ""; // A broken percent-encoding names nothing.
  }
}

async function traceOf(viewer: Person, id: string, user: string | undefined) {
  try {
    return traceJson(await getTrace({ viewer, id, user }));
  } catch (error) {
    if (error instanceof PurserError && error.code === "not_found") notFound();
    throw error;
  }
}
