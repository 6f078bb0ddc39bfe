import type { ComponentProps } from "react";
import { cx } from "./cx";

/** The border, paper and states of everything one types in. 16 px on a phone, or it zooms. */
export const inputClass =
  "w-full min-h-(--control) rounded border border-field bg-raised px-2 py-1 text-md " +
  "max-wide:text-lg aria-invalid:border-danger disabled:bg-transparent disabled:border-dashed " +
  "disabled:border-rule-strong disabled:text-ink-3";

/** `figures` are right-aligned; `unit` stands inside on the right. */
export function TextInput({
  figures,
  unit,
  className,
  ...rest
}: ComponentProps<"input"> & { figures?: boolean; unit?: string }) {
  const input = (
    <input
      className={cx(inputClass, figures && "text-right", unit && "pr-12", className)}
      {...rest}
    />
  );
  if (!unit) return input;
  return (
    <span className="relative block">
      {input}
      <span className="pointer-events-none absolute inset-y-0 right-2 grid place-items-center text-sm text-ink-3">
        {unit}
      </span>
    </span>
  );
}
