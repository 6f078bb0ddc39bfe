import type { ReactNode } from "react";

/** The name of a row, which opens it. */
export function RowButton({
  id,
  open,
  onClick,
  children,
}: {
  id: string;
  open: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      id={id}
      aria-expanded={open}
      onClick={onClick}
      className="text-left font-strong underline-offset-3 wrap-anywhere hover:underline"
    >
      {children}
    </button>
  );
}
