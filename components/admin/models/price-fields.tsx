"use client";

import { X } from "lucide-react";
import { Button } from "../../ui/button";
import { Field } from "../../ui/field";
import { IconButton } from "../../ui/icon-button";
import { TextInput } from "../../ui/text-input";
import { noRates, type PriceDraft, type RatesDraft, type TierDraft } from "./draft";

/** What is wrong with a field, by its path under the price. */
export type ErrorOf = (path: string) => string | undefined;

const rates: { name: keyof RatesDraft; path: string; label: string; asInput?: boolean }[] = [
  { name: "input", path: "input", label: "Input" },
  { name: "cachedInput", path: "cached_input", label: "Cached input", asInput: true },
  { name: "cacheWrite", path: "cache_write", label: "Cache write", asInput: true },
  { name: "output", path: "output", label: "Output" },
];

type Props = {
  id: string;
  price: PriceDraft;
  errorOf: ErrorOf;
  onChange: (price: PriceDraft) => void;
};

/** The four rates of a price, and its tiers. Rates of the cache may stay empty: then as input. */
export function PriceFields({ id, price, errorOf, onChange }: Props) {
  const change = (at: number, part: Partial<TierDraft>) =>
    onChange({
      ...price,
      tiers: price.tiers.map((tier, index) => (index === at ? { ...tier, ...part } : tier)),
    });
  const without = (at: number) =>
    onChange({ ...price, tiers: price.tiers.filter((_, index) => index !== at) });
  const tier = () =>
    onChange({ ...price, tiers: [...price.tiers, { ...noRates, above: "200000" }] });
  return (
    <div className="grid gap-3">
      <div className="grid grid-cols-2 gap-3 wide:grid-cols-5">
        <Rates
          id={id}
          rates={price}
          errorOf={errorOf}
          onChange={(p) => onChange({ ...price, ...p })}
        />
        <div className="pt-7 max-wide:hidden">
          <Button variant="quiet" size="sm" onClick={tier}>
            Add a tier
          </Button>
        </div>
      </div>
      {price.tiers.map((one, at) => (
        <fieldset
          // biome-ignore lint/suspicious/noArrayIndexKey: tiers have no other name
          key={at}
          className="grid grid-cols-2 gap-3 border-t border-rule pt-3 wide:grid-cols-5"
        >
          <legend className="sr-only">Tier {at + 1}</legend>
          <Rates
            id={`${id}-${at}`}
            rates={one}
            errorOf={(path) => errorOf(`tiers.${at}.${path}`)}
            onChange={(part) => change(at, part)}
          />
          <Field
            id={`${id}-${at}-above`}
            label="For input above"
            error={errorOf(`tiers.${at}.above_input_tokens`)}
          >
            {(field) => (
              <span className="flex items-center gap-1">
                <TextInput
                  {...field}
                  figures
                  inputMode="numeric"
                  value={one.above}
                  onChange={(event) => change(at, { above: event.target.value })}
                />
                <IconButton label={`Remove tier ${at + 1}`} size="sm" onClick={() => without(at)}>
                  <X />
                </IconButton>
              </span>
            )}
          </Field>
        </fieldset>
      ))}
      <div className="wide:hidden">
        <Button variant="quiet" size="sm" className="wide:-ml-2" onClick={tier}>
          Add a tier
        </Button>
      </div>
    </div>
  );
}

type RatesProps = {
  id: string;
  rates: RatesDraft;
  errorOf: ErrorOf;
  onChange: (part: Partial<RatesDraft>) => void;
};

/** Input, the two of the cache, output, side by side. */
function Rates({ id, rates: values, errorOf, onChange }: RatesProps) {
  return rates.map(({ name, path, label, asInput }) => (
    <Field key={name} id={`${id}-${name}`} label={label} error={errorOf(path)}>
      {(field) => (
        <TextInput
          {...field}
          figures
          inputMode="decimal"
          placeholder={asInput ? "as input" : undefined}
          value={values[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  ));
}
