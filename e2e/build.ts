import { build } from "../scripts/prepare.mjs";

/** Tests run against what would be served: built once, before the first of them, if need be. */
export default build;
