import type { Fault, Faults } from "./fault";
import { cutFaults } from "./faults/cut";
import { garbageFaults } from "./faults/garbage";
import { limitFaults } from "./faults/limits";
import { statusFaults } from "./faults/status";
import { usageFaults } from "./faults/usage";
import { ScriptError } from "./script";

/** Every fault by name. The rows are those of the fault catalogue, U1 to U15. */
export const faults: Faults = {
  ...statusFaults,
  ...cutFaults,
  ...limitFaults,
  ...usageFaults,
  ...garbageFaults,
};

export function faultNamed(name: string | undefined): Fault {
  if (name === undefined) return NONE;
  const fault = faults[name];
  if (fault) return fault;
  throw new ScriptError(`no fault "${name}"; there are: ${Object.keys(faults).join(", ")}`);
}

const NONE: Fault = { row: "U0", about: "as it should be" };
