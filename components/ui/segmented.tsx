"use client";

import { cx } from "./cx";

/** One of a few, all in sight. */
export function Segmented<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  label: string;
  options: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
}) {
  return (
    <fieldset className="inline-flex rounded border border-rule-strong text-sm">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={cx(
            "px-3 py-[3px] whitespace-nowrap not-first-of-type:border-l border-rule-strong",
            "pointer-coarse:py-2",
            option.value === value
              ? "bg-accent-wash font-strong text-accent"
              : "text-ink-2 hover:bg-hover",
          )}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
