"use client";

import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button, type ButtonLook } from "./button";
import { IconButton } from "./icon-button";

/** Copies `text`; a function is asked when it is pressed. Without words it is an icon. */
export function CopyButton({
  text,
  label = "Copy",
  children,
  className,
  ...look
}: ButtonLook & {
  text: string | (() => string);
  label?: string;
  children?: ReactNode;
  className?: string;
}) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");
  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    navigator.clipboard.writeText(typeof text === "string" ? text : text()).then(
      () => setState("copied"),
      () => setState("refused"),
    );
  const says = { idle: label, copied: "Copied", refused: "The browser did not allow it" }[state];
  const icon = state === "copied" ? <Check className="text-ok" /> : <Copy />;
  if (!children) {
    return (
      <IconButton label={says} size={look.size} onClick={copy} className={className}>
        {icon}
      </IconButton>
    );
  }
  return (
    <Button onClick={copy} className={className} {...look}>
      {icon}
      <span aria-live="polite">{state === "idle" ? children : says}</span>
    </Button>
  );
}
