"use client";

import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx";

/** A menu under its button. Not modal: the page behind stays as it is. */
export function Menu({
  trigger,
  align = "end",
  children,
}: {
  trigger: ReactNode;
  align?: "start" | "end";
  children: ReactNode;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="floating z-30 min-w-48 p-2 text-md"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** One line of a menu: icon, words, and its keys on the right. */
export function MenuItem({
  danger,
  className,
  ...rest
}: ComponentProps<typeof DropdownMenu.Item> & { danger?: boolean }) {
  return (
    <DropdownMenu.Item
      className={cx(
        "flex min-h-8 w-full items-center gap-3 rounded px-2 no-underline outline-none select-none",
        "cursor-pointer data-highlighted:bg-accent-wash pointer-coarse:min-h-10 [&>.kbd]:ml-auto",
        danger ? "text-danger" : "text-ink [&>.lucide]:text-ink-3",
        className,
      )}
      {...rest}
    />
  );
}

export function MenuRule() {
  return <DropdownMenu.Separator className="my-2 h-px bg-rule" />;
}
