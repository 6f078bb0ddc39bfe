import { columnCents, type Rounding } from "@/lib/format";
import type { Credits } from "@/lib/money";
import { Figure } from "../ui/figure";

/** Cents under a column head; dashed while held, doubly underlined as a total. */
export function Cents({
  credits,
  kind,
  rounding,
  className,
}: {
  credits: Credits | null | undefined;
  kind?: "plain" | "held" | "total";
  /** What is held goes up unless told otherwise. */
  rounding?: Rounding;
  className?: string;
}) {
  return (
    <Figure kind={kind} className={className}>
      {columnCents(credits, rounding ?? (kind === "held" ? "up" : "nearest"))}
    </Figure>
  );
}
