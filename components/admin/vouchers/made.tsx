import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { Notice } from "../../ui/notice";

/** The codes, the one time they are shown. */
export function MadeCodes({ codes, onDone }: { codes: string[]; onDone: () => void }) {
  const [one] = codes;
  const isOne = codes.length === 1;
  return (
    <Notice
      title={
        isOne
          ? "This is the code. It is shown this once."
          : "These are the codes. They are shown this once."
      }
      className="mb-6"
    >
      <ul className="my-2 columns-2xs gap-8 font-mono text-ink">
        {codes.map((code) => (
          <li key={code} className="whitespace-nowrap">
            {code}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={isOne ? (one ?? "") : codes.join("\n")} size="sm">
          {isOne ? "Copy the code" : `Copy all ${codes.length}`}
        </CopyButton>
        <Button variant="quiet" size="sm" onClick={onDone}>
          Done
        </Button>
      </div>
    </Notice>
  );
}
