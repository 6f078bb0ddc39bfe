import { AsideTitle } from "./entrance";

export type Step = { what: string; more: string };

/** Numbered facts, each with a line under it. */
export function Steps({ title, steps }: { title: string; steps: Step[] }) {
  return (
    <>
      <AsideTitle>{title}</AsideTitle>
      <ol className="mt-4">
        {steps.map(({ what, more }, at) => (
          <li key={what} className="grid grid-cols-[28px_1fr] border-t border-rule py-3">
            <span aria-hidden className="text-ink-3">
              {at + 1}
            </span>
            <span>
              {what}
              <small className="mt-0.5 block text-sm text-ink-3">{more}</small>
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
