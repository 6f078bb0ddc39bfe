import { clock, longDate } from "@/lib/dates";
import { Table, Td, Th } from "../../ui/table";
import { Tag } from "../../ui/tag";
import { type EndpointModel, rateColumn, rateWords } from "./draft";

type Written = EndpointModel["prices"][number];

const setBy: Record<string, string> = { configuration: "the configuration" };

/** Every price that was set for a model, the newest date first, and what holds without one. */
export function PriceHistory({ model }: { model: EndpointModel }) {
  const { prices, known_price } = model;
  if (prices.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-sm font-strong">Prices by date</h3>
      <Table caption="Prices by date">
        <thead>
          <tr>
            <Th className="w-72">From</Th>
            <Th num>Input</Th>
            <Th num>Cached</Th>
            <Th num>Cache write</Th>
            <Th num>Output</Th>
            <Th className="w-72 pl-6">Set by</Th>
          </tr>
        </thead>
        <tbody>
          {prices.toReversed().map((written, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are added, never changed
            <Row key={at} written={written} replaced={isReplaced(written, prices)} />
          ))}
        </tbody>
      </Table>
      {known_price && (
        <p className="mt-2 text-sm text-ink-3">
          Where none is set: {rateWords(known_price)}, {known_price.source}.
        </p>
      )}
    </div>
  );
}

/** Another one of the same date and hand was set after it. */
function isReplaced(written: Written, prices: Written[]): boolean {
  const last = prices.findLast(
    ({ effective_from, set_by }) =>
      effective_from === written.effective_from && set_by === written.set_by,
  );
  return last !== written;
}

function Row({ written, replaced }: { written: Written; replaced: boolean }) {
  const { price, effective_from, set_by, created_at, in_force, to_come } = written;
  const tiers = price?.tiers ?? [];
  return (
    <tr className={replaced ? "text-ink-3" : undefined}>
      <Td phone="lead">
        {effective_from === 0 ? "always" : moment(effective_from)}
        {in_force && (
          <Tag tone="accent" className="ml-2">
            now
          </Tag>
        )}
        {to_come && (
          <Tag dashed className="ml-2">
            to come
          </Tag>
        )}
      </Td>
      {price ? (
        <>
          <Td num phone="none">
            {rateColumn(price.input)}
          </Td>
          <Td num phone="none">
            {rateColumn(price.cached_input)}
          </Td>
          <Td num phone="none">
            {rateColumn(price.cache_write)}
          </Td>
          <Td num phone="amount">
            <span className="wide:hidden">{rateColumn(price.input)} in, </span>
            {rateColumn(price.output)}
            <span className="wide:hidden"> out</span>
          </Td>
        </>
      ) : (
        <Td num phone="amount" colSpan={4}>
          none of its own
        </Td>
      )}
      <Td phone="whole" className="text-ink-3 wide:pl-6">
        {setBy[set_by] ?? "an admin"}, {longDate(created_at)}
        {replaced && ", replaced"}
        {price && !usual.has(price.source) && <span className="block">{price.source}</span>}
        {tiers.map((tier) => (
          <span key={tier.above_input_tokens} className="block">
            above {tier.above_input_tokens.toLocaleString("en")}: {rateWords(tier)}
          </span>
        ))}
      </Td>
    </tr>
  );
}

/** Sources that say no more than who set it. */
const usual = new Set(["set by an admin", "set in the configuration"]);

function moment(at: number): string {
  return `${longDate(at)} ${clock(at)} UTC`;
}
