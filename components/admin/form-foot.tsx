import type { ReactNode } from "react";
import { Button } from "../ui/button";

/** Under a form's fields: what it will do or why it was refused, and the ways on. */
export function FormFoot({
  refused,
  more,
  yes,
  busy,
  onCancel,
  children,
}: {
  refused: string | null;
  /** What else can be done. */
  more?: ReactNode;
  yes: string;
  /** What the button says while it is being done; false while nothing is. */
  busy: string | false;
  onCancel: () => void;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p
        role={refused ? "alert" : undefined}
        aria-live="polite"
        className="min-w-0 flex-1 basis-72 text-sm text-ink-2 max-wide:basis-full"
      >
        {refused ? <span className="text-danger">{refused}</span> : children}
      </p>
      {more}
      <Button variant="quiet" size="sm" className="max-wide:flex-1" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" variant="primary" size="sm" className="max-wide:flex-1" busy={busy}>
        {yes}
      </Button>
    </div>
  );
}
