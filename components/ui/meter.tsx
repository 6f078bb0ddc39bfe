import { cx } from "./cx";

/** The patterns of what is held, once a page; every meter refers to them. */
export function MeterPatterns() {
  const hatch = { width: 5.6, height: 5.6, patternUnits: "userSpaceOnUse" as const };
  const line = { width: 2.1, height: 5.6 };
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true" focusable="false">
      <defs>
        <pattern id="hatch" {...hatch} patternTransform="rotate(45)">
          <rect {...line} className="fill-accent" />
        </pattern>
        <pattern id="hatch-low" {...hatch} patternTransform="rotate(45)">
          <rect {...line} className="fill-warn" />
        </pattern>
        <pattern id="hatch-out" {...hatch} patternTransform="rotate(45)">
          <rect {...line} className="fill-danger" />
        </pattern>
      </defs>
    </svg>
  );
}

export type MeterTone = "plenty" | "low" | "out";

/** Under a tenth it is low, at nothing it is out. */
export function meterTone(left: number, total: number): MeterTone {
  if (left <= 0) return "out";
  return left < total / 10 ? "low" : "plenty";
}

/**
 * Filled is left, hatched is held, paper is used. `label` says the figures in words; without
 * `total` nothing is known yet and it is all paper.
 */
export function Meter({
  left,
  held = 0,
  total,
  label,
  tone,
  tall,
  className,
}: {
  left: number;
  held?: number;
  total: number | null;
  label: string;
  tone?: MeterTone;
  tall?: boolean;
  className?: string;
}) {
  const known = total !== null && total > 0;
  const look = tone ?? (known ? meterTone(left + held, total) : "plenty");
  const share = (value: number) => (known ? (100 * Math.max(0, value)) / total : 0);
  const leftShare = Math.min(
    100,
    look === "out" && left > 0 ? Math.max(share(left), 1) : share(left),
  );
  const heldShare = Math.min(100 - leftShare, share(held));
  return (
    <svg
      role="img"
      aria-label={label}
      className={cx(
        "meter",
        tall && "meter-tall",
        look === "low" && "meter-low",
        look === "out" && "meter-out",
        className,
      )}
    >
      <rect className="left" width={`${leftShare.toFixed(2)}%`} height="100%" />
      {heldShare > 0 && (
        <>
          <rect
            className="held"
            x={`${leftShare.toFixed(2)}%`}
            width={`${heldShare.toFixed(2)}%`}
            height="100%"
          />
          <rect className="parted" x={`${leftShare.toFixed(2)}%`} width="1" height="100%" />
        </>
      )}
    </svg>
  );
}
