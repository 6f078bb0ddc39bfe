import type { ComponentProps } from "react";
import { cx } from "./cx";
import { inputClass } from "./text-input";

/** Grows with its text. */
export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={cx(inputClass, "block field-sizing-content", className)} {...rest} />;
}
