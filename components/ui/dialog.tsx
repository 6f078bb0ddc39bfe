"use client";

import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { cx } from "./cx";
import { IconButton } from "./icon-button";

/**
 * The browser's own modal dialog: it keeps the focus inside, closes on Escape and gives the focus
 * back. `side` comes from the right; on a phone all come from below.
 */
export function Dialog({
  open,
  onClose,
  title,
  side,
  footer,
  children,
}: {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  side?: boolean;
  footer?: ReactNode;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a dialog by itself
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      className={cx("dialog floating", side && "dialog-side")}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) ref.current.close();
      }}
    >
      {open && (
        <div className="flex min-h-full flex-col">
          <div className="flex items-center justify-between border-b border-rule py-3 pr-3 pl-6">
            <h2 id={titleId} className="min-w-0 text-lg font-title wrap-anywhere">
              {title}
            </h2>
            <IconButton label="Close" onClick={() => ref.current?.close()}>
              <X />
            </IconButton>
          </div>
          <div className="flex-1 px-6 pt-4 pb-6 text-md wrap-break-word">{children}</div>
          {footer && (
            <div className="flex flex-wrap justify-end gap-2 border-t border-rule px-6 py-3">
              {footer}
            </div>
          )}
        </div>
      )}
    </dialog>
  );
}
