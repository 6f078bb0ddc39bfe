import Link from "next/link";
import { count, exactAlike, seconds } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { purposeName } from "@/lib/usage/call-words";
import type { TraceJson } from "@/lib/usage/trace-json";
import { cx } from "../ui/cx";
import { Figure } from "../ui/figure";
import { Table, Td, Th } from "../ui/table";
import { Tag } from "../ui/tag";
import { type SpanFigures, traceFigures } from "./trace-figures";

type Span = TraceJson["spans"][number];

/** Of both lines that an entry has on a phone; deeper ones stand where the last do. */
const indents = [
  "",
  "pl-3 wide:pl-4",
  "pl-6 wide:pl-8",
  "pl-9 wide:pl-12",
  "pl-12 wide:pl-16",
  "pl-15 wide:pl-20",
  "pl-18 wide:pl-24",
  "pl-21 wide:pl-28",
  "pl-24 wide:pl-32",
];

/** The spans of a trace under each other, what each cost alone and with all that it led to. */
export function TraceTable({ trace }: { trace: TraceJson }) {
  const amounts = trace.spans.flatMap((span) => [span.cost_credits, span.total_cost_credits]);
  const exact = exactAlike([...amounts, trace.cost_credits]);
  const figures = traceFigures(trace.spans);
  const hasSum = figures.some(({ whole }) => whole !== null);
  return (
    <Table caption="Calls of this trace, each under the one it was made for">
      <thead>
        <tr>
          <Th>Call</Th>
          <Th>Purpose</Th>
          <Th>Model</Th>
          <Th num>Took</Th>
          <Th num>In</Th>
          <Th num>Out</Th>
          <Th num>Cents alone</Th>
          <Th money>With all under it</Th>
        </tr>
      </thead>
      <tbody>
        {trace.spans.map((span, at) => (
          <SpanRow key={span.span_id} span={span} figures={figures[at]} exact={exact} />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <Td colSpan={4} phone="lead">
            Whole trace
          </Td>
          <Td num phone="none">
            {count(trace.input_tokens)}
          </Td>
          <Td num phone="none">
            {count(trace.output_tokens)}
          </Td>
          <Td phone="none" />
          <Td money phone="amount">
            <Figure kind="total">{exact(hasSum ? trace.cost_credits : null)}</Figure>
          </Td>
        </tr>
      </tfoot>
    </Table>
  );
}

/** Cents as a receipt has them, with as many decimals as the figure that needs the most. */
type Exact = (credits: Credits | null) => string;

type RowProps = { span: Span; figures: SpanFigures | undefined; exact: Exact };

function SpanRow({ span, figures, exact }: RowProps) {
  const { purpose, model, duration_ms: took } = span;
  const indent = indents[Math.min(span.depth, indents.length - 1)];
  return (
    <tr>
      <Td phone="lead">
        <span className={cx("block wrap-anywhere", indent)}>
          <Name span={span} />
        </span>
      </Td>
      <Td phone="none">{purpose ?? <None />}</Td>
      <Td phone={model === null ? "none" : "note"} className="wrap-anywhere">
        <span className={cx("block wide:pl-0!", indent)}>{model ?? <None />}</span>
      </Td>
      <Td num phone="none">
        {took === null ? <None /> : seconds(took)}
      </Td>
      <Tokens value={span.input_tokens} />
      <Tokens value={span.output_tokens} />
      <Td num phone={figures?.both ? "aside" : "none"}>
        {exact(span.cost_credits)}
        <span className="wide:hidden"> alone</span>
      </Td>
      <Td money phone="amount" className="font-strong">
        {exact(figures?.whole ?? null)}
      </Td>
    </tr>
  );
}

function Name({ span }: { span: Span }) {
  const words = span.name === span.purpose ? purposeName(span.name) : span.name;
  const isUnpriced = span.usage_id !== null && span.cost_credits === null;
  return (
    <>
      {span.usage_id === null ? (
        <span className="text-ink-2">{words}</span>
      ) : (
        <Link
          href={`/usage/${span.usage_id}`}
          prefetch={false}
          className="font-strong underline decoration-rule-strong underline-offset-3"
        >
          {words}
        </Link>
      )}
      {span.overrun && <Mark tone="danger" words="overrun" />}
      {span.usage_source === "estimated" && <Mark tone="warn" words="estimated" />}
      {isUnpriced && <Mark tone="warn" words="no price" />}
    </>
  );
}

function Mark({ tone, words }: { tone: "warn" | "danger"; words: string }) {
  return (
    <>
      {" "}
      <Tag tone={tone}>{words}</Tag>
    </>
  );
}

function Tokens({ value }: { value: number | null }) {
  return (
    <Td num phone="none">
      {value === null ? <None /> : count(value)}
    </Td>
  );
}

function None() {
  return <span className="text-ink-3">–</span>;
}
