import { columnCents, type Rounding, receiptCents } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { Figure } from "../ui/figure";

/** Cents under a column head or in a receipt; dashed while held, doubly underlined as a total. */
export function Cents({
  credits,
  kind,
  exact,
  rounding,
  className,
}: {
  credits: Credits | null | undefined;
  kind?: "plain" | "held" | "total";
  /** As a receipt has it: four decimals or more. */
  exact?: boolean;
  /** What is held goes up unless told otherwise. */
  rounding?: Rounding;
  className?: string;
}) {
  return (
    <Figure kind={kind} className={className}>
      {exact
        ? receiptCents(credits)
        : columnCents(credits, rounding ?? (kind === "held" ? "up" : "nearest"))}
    </Figure>
  );
}
