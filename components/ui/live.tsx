/** Live is a still dot and a word. */
export function Live({ children }: { children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-xs font-strong whitespace-nowrap text-accent">
      <span aria-hidden="true" className="size-[7px] rounded-full bg-accent" />
      {children}
    </span>
  );
}
