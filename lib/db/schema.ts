/**
 * All tables. Times are integer milliseconds since the epoch, money is integer credits
 * (10^-9 USD), ids are lower-case ULIDs unless said otherwise.
 */
import { sql } from "drizzle-orm";
import {
  check,
  index,
  integer,
  primaryKey,
  type SQLiteColumn,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";

const id = () => text("id").primaryKey();
const createdAt = () => integer("created_at").notNull();
const maxCredits = sql.raw(String(Number.MAX_SAFE_INTEGER));
const amount = (name: string, column: SQLiteColumn) =>
  check(name, sql`${column} between 0 and ${maxCredits} and typeof(${column}) = 'integer'`);

// People ------------------------------------------------------------------------------------

export const users = sqliteTable("users", {
  id: id(),
  /** Canonical form (lib/auth/email.ts); null for guests. */
  email: text("email").unique(),
  name: text("name").notNull(),
  role: text("role", { enum: ["guest", "member", "admin"] }).notNull(),
  passwordHash: text("password_hash"),
  /** Raised by a change of password, role or state: every older session is dead at once. */
  sessionEpoch: integer("session_epoch").notNull().default(0),
  disabledAt: integer("disabled_at"),
  createdAt: createdAt(),
});

/** Accounts at OAuth providers that sign in as a user. */
export const identities = sqliteTable(
  "identities",
  {
    provider: text("provider").notNull(),
    subject: text("subject").notNull(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.provider, t.subject] })],
);

/**
 * Who is signed in where; the cookie names a row, so that signing out ends one device at once. A
 * row whose epoch is not its user's any more is dead.
 */
export const sessions = sqliteTable(
  "sessions",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    epoch: integer("epoch").notNull(),
    expiresAt: integer("expires_at").notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("sessions_user").on(t.userId), index("sessions_expire").on(t.expiresAt)],
);

export const groups = sqliteTable("groups", {
  id: id(),
  name: text("name").notNull().unique(),
  createdAt: createdAt(),
});

export const groupMembers = sqliteTable(
  "group_members",
  {
    groupId: text("group_id")
      .notNull()
      .references(() => groups.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
  },
  (t) => [primaryKey({ columns: [t.groupId, t.userId] }), index("group_members_user").on(t.userId)],
);

export const keys = sqliteTable(
  "keys",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** SHA-256 of the key, hex. The key itself is shown once and not kept. */
    hash: text("hash").notNull().unique(),
    lastFour: text("last_four").notNull(),
    /** A key with a purpose refuses another. */
    purpose: text("purpose"),
    /** Public ids of the only models it may call; null: all that its user may. */
    models: text("models", { mode: "json" }).$type<string[]>(),
    /** Calls a minute, beside the limit of its user; null: that one alone. */
    requestsPerMinute: integer("requests_per_minute"),
    /** The secret before the last rotation, good until `previous_until` (ms). */
    previousHash: text("previous_hash").unique(),
    previousUntil: integer("previous_until"),
    expiresAt: integer("expires_at"),
    revokedAt: integer("revoked_at"),
    lastUsedAt: integer("last_used_at"),
    createdAt: createdAt(),
  },
  (t) => [index("keys_user").on(t.userId)],
);

// Endpoints, models, prices -----------------------------------------------------------------

export const endpoints = sqliteTable("endpoints", {
  id: id(),
  name: text("name").notNull(),
  kind: text("kind").notNull(),
  baseUrl: text("base_url"),
  /** Ciphertext with its key id (lib/secrets.ts); write-only over the API. */
  apiKey: text("api_key"),
  apiKeyLastFour: text("api_key_last_four"),
  template: text("template"),
  /** What becomes of a stream of `/v1` whose client left: by the rule, or always the same. */
  onDisconnect: text("on_disconnect", { enum: ["auto", "drain", "cut"] })
    .notNull()
    .default("auto"),
  /** Who declares it: rows of `environment` and `configuration` follow those at each start. */
  origin: text("origin", { enum: ["builtin", "environment", "configuration", "admin"] }).notNull(),
  createdAt: createdAt(),
  deletedAt: integer("deleted_at"),
});

export const models = sqliteTable(
  "models",
  {
    /** What history refers to; the public id may be used again after a deletion. */
    key: integer("key").primaryKey({ autoIncrement: true }),
    id: text("id").notNull(),
    endpointId: text("endpoint_id")
      .notNull()
      .references(() => endpoints.id),
    upstreamId: text("upstream_id").notNull(),
    name: text("name").notNull(),
    aliases: text("aliases", { mode: "json" }).$type<string[]>().notNull(),
    contextWindow: integer("context_window"),
    maxOutputTokens: integer("max_output_tokens"),
    /** The shortest useful answer: below it a call is refused, not shortened; null: 16. */
    minOutputTokens: integer("min_output_tokens"),
    /** Most input tokens of what bytes do not bound: `Ceilings` of lib/pricing/bound.ts. */
    ceilings: text("ceilings", { mode: "json" }).$type<Record<string, number>>(),
    /** Place among its endpoint's models, as declared. */
    position: integer("position").notNull().default(0),
    createdAt: createdAt(),
    deletedAt: integer("deleted_at"),
  },
  (t) => [uniqueIndex("models_id").on(t.id).where(sql`deleted_at is null`)],
);

/** Prices set by hand (API, admin page, configuration), dated; the catalogue is not copied. */
export const prices = sqliteTable(
  "prices",
  {
    id: id(),
    modelKey: integer("model_key")
      .notNull()
      .references(() => models.key),
    effectiveFrom: integer("effective_from").notNull(),
    /** A `Price` of lib/pricing/price.ts. */
    price: text("price", { mode: "json" }).notNull(),
    source: text("source").notNull(),
    createdBy: text("created_by"),
    createdAt: createdAt(),
  },
  (t) => [index("prices_model").on(t.modelKey, t.effectiveFrom)],
);

/** Corrections of a price for a past period: what was charged by another one was adjusted. */
export const reratings = sqliteTable("reratings", {
  id: id(),
  modelKey: integer("model_key")
    .notNull()
    .references(() => models.key),
  /** Calls whose hold was taken from then on, and before `until_at` (ms). */
  fromAt: integer("from_at").notNull(),
  untilAt: integer("until_at").notNull(),
  /** A `Price` of lib/pricing/price.ts. */
  price: text("price", { mode: "json" }).notNull(),
  calls: integer("calls").notNull(),
  /** Signed: what all of them cost more. */
  credits: integer("credits").notNull(),
  createdBy: text("created_by").notNull(),
  createdAt: createdAt(),
});

// Money ---------------------------------------------------------------------------------------

export const allowances = sqliteTable(
  "allowances",
  {
    id: id(),
    name: text("name").notNull(),
    kind: text("kind", { enum: ["budget", "cap"] }).notNull(),
    /** `key`: a cap on one key alone, made with it (lib/auth/keys). */
    level: text("level", { enum: ["instance", "group", "user", "each-user", "key"] }).notNull(),
    /** The user, group or key; null for `instance` and `each-user`. */
    subjectId: text("subject_id"),
    purpose: text("purpose"),
    /** Public id of the model it is narrowed to. */
    model: text("model"),
    window: text("window", {
      enum: [
        "none",
        "calendar-day",
        "calendar-week",
        "calendar-month",
        "rolling-24h",
        "rolling-7d",
        "rolling-30d",
      ],
    }).notNull(),
    timeZone: text("time_zone").notNull(),
    /** Of each period; for window `none` the opening grant. */
    amountCredits: integer("amount_credits").notNull(),
    /** What is left of a period's amount: gone, or good for one period more. */
    rollover: text("rollover", { enum: ["none", "period"] })
      .notNull()
      .default("none"),
    /** Set when a person capped themselves. */
    createdBy: text("created_by"),
    createdAt: createdAt(),
    deletedAt: integer("deleted_at"),
  },
  (t) => [amount("allowances_amount", t.amountCredits)],
);

/**
 * Pots of money, made on first use: one per allowance, subject and period, and one for each
 * expiry of what was granted beside it. A cache of the entries, written by triggers alone:
 * remaining = granted - spent - reserved.
 */
export const balances = sqliteTable(
  "balances",
  {
    id: id(),
    allowanceId: text("allowance_id")
      .notNull()
      .references(() => allowances.id),
    /** `each-user`: the user's id, or `guests` for all guests together; else "". */
    subject: text("subject").notNull(),
    /**
     * `period`: the amount of one period (window `none`: of all time). `rolling`: the amount, of
     * which `spent` is what was spent within the window. `rollover`: what the period before left.
     * `grant`: top-ups that end at the same time.
     */
    kind: text("kind", { enum: ["period", "rolling", "rollover", "grant"] })
      .notNull()
      .default("period"),
    /** `rolling`: the window's length (ms). `grant`: when it expires, 0 for never. */
    periodStart: integer("period_start").notNull(),
    /** When it resets or expires; null where it never does. */
    periodEnd: integer("period_end"),
    grantedCredits: integer("granted_credits").notNull(),
    spentCredits: integer("spent_credits").notNull().default(0),
    reservedCredits: integer("reserved_credits").notNull().default(0),
    /** `rolling`: entries that left the window by then (ms) are not in `spent` any more. */
    rolledUntil: integer("rolled_until").notNull().default(0),
    /** The last entry's number and digest: the head of the chain. */
    seq: integer("seq").notNull().default(0),
    digest: text("digest").notNull().default(""),
  },
  (t) => [
    uniqueIndex("balances_period").on(t.allowanceId, t.subject, t.kind, t.periodStart),
    // Of nothing that a hold or a charge changes: each would write a page of it too.
    index("balances_of_period").on(t.allowanceId, t.periodStart).where(sql`kind = 'period'`),
    amount("balances_reserved", t.reservedCredits),
  ],
);

/** The ledger: append-only; a balance's entries are numbered and their digests chained. */
export const entries = sqliteTable(
  "entries",
  {
    id: id(),
    balanceId: text("balance_id")
      .notNull()
      .references(() => balances.id),
    /** From 1 on, without a gap. */
    seq: integer("seq").notNull(),
    /**
     * `opening`: a period's amount. `grant`: a top-up. `charge`: a call. `adjustment`: of an
     * amount, or (with `usage_id`) of what a call cost. `rollover`: moved to the next period.
     * `expiry`: what was left when a grant ended.
     */
    kind: text("kind", {
      enum: ["opening", "grant", "charge", "adjustment", "rollover", "expiry"],
    }).notNull(),
    /** Signed: what is given is positive, what is charged is negative. */
    credits: integer("credits").notNull(),
    usageId: text("usage_id"),
    /** Rolling windows: when it leaves the window of its balance (ms). */
    leavesAt: integer("leaves_at"),
    /** In fixed words. Whoever grants may add theirs in `note`, which no digest covers. */
    cause: text("cause").notNull(),
    note: text("note"),
    actorId: text("actor_id"),
    createdAt: createdAt(),
    /** SHA-256, hex, over the row and the digest before it (lib/db/chain.ts). */
    digest: text("digest").notNull(),
  },
  (t) => [
    uniqueIndex("entries_seq").on(t.balanceId, t.seq),
    index("entries_usage").on(t.usageId, t.balanceId).where(sql`usage_id is not null`),
    index("entries_leave").on(t.balanceId, t.leavesAt).where(sql`leaves_at is not null`),
  ],
);

export const reservations = sqliteTable(
  "reservations",
  {
    id: id(),
    state: text("state", { enum: ["open", "settled", "released", "expired"] }).notNull(),
    /**
     * `call`: one call of ours. `group`: several, settled together (lib/metering/group.ts).
     * `external`: a call that its caller makes and settles (POST /api/reservations).
     */
    kind: text("kind", { enum: ["call", "group", "external"] })
      .notNull()
      .default("call"),
    userId: text("user_id").notNull(),
    keyId: text("key_id"),
    purpose: text("purpose").notNull(),
    modelKey: integer("model_key").notNull(),
    conversationId: text("conversation_id"),
    responseId: text("response_id"),
    traceId: text("trace_id").notNull(),
    spanId: text("span_id").notNull(),
    parentSpanId: text("parent_span_id"),
    credits: integer("credits").notNull(),
    inputTokensBound: integer("input_tokens_bound").notNull(),
    maxOutputTokens: integer("max_output_tokens").notNull(),
    /** What the bound was made of, for the receipt: `Bound` of lib/pricing/bound.ts. */
    bound: text("bound", { mode: "json" }).notNull(),
    /** The price in force when it was taken, by which the call is settled. */
    price: text("price", { mode: "json" }).notNull(),
    priceSource: text("price_source").notNull(),
    /** The process that answers for it (`processes.id`). */
    owner: text("owner").notNull(),
    deadlineAt: integer("deadline_at").notNull(),
    createdAt: createdAt(),
    closedAt: integer("closed_at"),
    closedBecause: text("closed_because"),
  },
  (t) => [
    index("reservations_open").on(t.deadlineAt).where(sql`state = 'open'`),
    amount("reservations_credits", t.credits),
  ],
);

/**
 * The balances a reservation counts down. What it holds of an allowance may stand on several of
 * its balances; for each allowance the sum is the reservation's credits.
 */
export const holds = sqliteTable(
  "holds",
  {
    reservationId: text("reservation_id")
      .notNull()
      .references(() => reservations.id),
    balanceId: text("balance_id")
      .notNull()
      .references(() => balances.id),
    credits: integer("credits").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.reservationId, t.balanceId] }),
    amount("holds_credits", t.credits),
  ],
);

/**
 * One row per call that reached the wire, or that was recorded from elsewhere. No foreign keys: it
 * outlives what it paid for.
 */
export const usage = sqliteTable(
  "usage",
  {
    id: id(),
    /** Null for what was recorded. The calls of a group have the same. */
    reservationId: text("reservation_id"),
    /** Who made the call: Purser's chat or `/v1`, or somebody else who told of it. */
    origin: text("origin", { enum: ["chat", "gateway", "external", "recorded", "otlp"] })
      .notNull()
      .default("chat"),
    /** What the span is called, where somebody named it. */
    name: text("name"),
    userId: text("user_id").notNull(),
    keyId: text("key_id"),
    conversationId: text("conversation_id"),
    responseId: text("response_id"),
    traceId: text("trace_id").notNull(),
    spanId: text("span_id").notNull(),
    parentSpanId: text("parent_span_id"),
    purpose: text("purpose").notNull(),
    /** Null where a recorded call names a model that is not here. */
    modelKey: integer("model_key"),
    /** Public id at the time of the call. */
    model: text("model").notNull(),
    resolvedModel: text("resolved_model"),
    /** Disjoint: input_tokens of the API is the three together. */
    uncachedInputTokens: integer("uncached_input_tokens").notNull(),
    cachedInputTokens: integer("cached_input_tokens").notNull(),
    cacheWriteTokens: integer("cache_write_tokens").notNull(),
    outputTokens: integer("output_tokens").notNull(),
    /** A part of output_tokens. */
    reasoningTokens: integer("reasoning_tokens").notNull(),
    /** As it was settled; null while a recorded call has no price. */
    costCredits: integer("cost_credits"),
    /** What `adjustments` add to it: a cache, written by a trigger. */
    adjustedCredits: integer("adjusted_credits").notNull().default(0),
    usageSource: text("usage_source", { enum: ["provider", "estimated"] }).notNull(),
    /** The rates used, a `Rates` of lib/pricing/price.ts, and where they came from. */
    rates: text("rates", { mode: "json" }),
    priceSource: text("price_source"),
    /** The provider's usage as it came; null when none did. */
    reported: text("reported", { mode: "json" }),
    /** Why the reported usage was not believed, or a crash was settled by rule; for review. */
    alert: text("alert"),
    overrun: integer("overrun", { mode: "boolean" }).notNull(),
    demo: integer("demo", { mode: "boolean" }).notNull(),
    durationMs: integer("duration_ms"),
    firstTokenMs: integer("first_token_ms"),
    /** When the call began (ms): its hold was taken then, or so it was told. */
    startedAt: integer("started_at").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("usage_user").on(t.userId, t.id),
    index("usage_conversation").on(t.conversationId),
    index("usage_reservation").on(t.reservationId),
    index("usage_review")
      .on(t.id)
      .where(sql`alert is not null or usage_source = 'estimated' or overrun = 1`),
    index("usage_unpriced").on(t.model).where(sql`cost_credits is null`),
    // By trace first: ours begin with the time, so that a row is added where the last one was.
    uniqueIndex("usage_span").on(t.traceId, t.spanId, t.userId),
    amount("usage_uncached", t.uncachedInputTokens),
    amount("usage_cached", t.cachedInputTokens),
    amount("usage_write", t.cacheWriteTokens),
    amount("usage_output", t.outputTokens),
    amount("usage_reasoning", t.reasoningTokens),
    check(
      "usage_cost",
      sql`${t.costCredits} is null or (${t.costCredits} between 0 and ${maxCredits} and typeof(${t.costCredits}) = 'integer')`,
    ),
  ],
);

/**
 * What a call cost more (or less) than it was settled at. History is not edited: a correction is
 * added here, with an `adjustment` entry on each allowance that the call counted down.
 */
export const adjustments = sqliteTable(
  "adjustments",
  {
    id: id(),
    usageId: text("usage_id").notNull(),
    /**
     * `late-settle`: the true cost came after the sweeper had closed it. `re-rating`: by a
     * corrected price. `priced`: a recorded call got its price. `repeated`: its children told of
     * it as well.
     */
    kind: text("kind", { enum: ["late-settle", "re-rating", "priced", "repeated"] }).notNull(),
    credits: integer("credits").notNull(),
    /** The rates it was worked out by; null where they stayed. */
    rates: text("rates", { mode: "json" }),
    reratingId: text("rerating_id"),
    /** For the receipt: the counts that are true now, where they changed. */
    counts: text("counts", { mode: "json" }),
    createdBy: text("created_by"),
    createdAt: createdAt(),
  },
  (t) => [
    index("adjustments_usage").on(t.usageId),
    uniqueIndex("adjustments_once").on(t.usageId, t.kind, t.reratingId),
  ],
);

/** Spans that were told of and cost nothing themselves: the branches of a trace's tree. */
export const spans = sqliteTable(
  "spans",
  {
    userId: text("user_id").notNull(),
    traceId: text("trace_id").notNull(),
    spanId: text("span_id").notNull(),
    parentSpanId: text("parent_span_id"),
    name: text("name").notNull(),
    startedAt: integer("started_at").notNull(),
    durationMs: integer("duration_ms"),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.traceId, t.spanId] })],
);

/** A threshold of an allowance that was reached: once in each of its periods. */
export const notices = sqliteTable(
  "notices",
  {
    id: id(),
    allowanceId: text("allowance_id").notNull(),
    subject: text("subject").notNull(),
    periodStart: integer("period_start").notNull(),
    /** Percent of the amount: 50, 80, 95 or 100. */
    threshold: integer("threshold").notNull(),
    spentCredits: integer("spent_credits").notNull(),
    amountCredits: integer("amount_credits").notNull(),
    resetsAt: integer("resets_at"),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("notices_once").on(t.allowanceId, t.subject, t.periodStart, t.threshold),
    index("notices_created").on(t.createdAt),
  ],
);

/** Who has put a notice away. */
export const noticesSeen = sqliteTable(
  "notices_seen",
  {
    noticeId: text("notice_id")
      .notNull()
      .references(() => notices.id, { onDelete: "cascade" }),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.noticeId, t.userId] })],
);

/** What is told to the outside, by webhook or e-mail, until it got through or was given up. */
export const deliveries = sqliteTable(
  "deliveries",
  {
    id: id(),
    channel: text("channel", { enum: ["webhook", "email"] }).notNull(),
    /** The address it goes to, as it was when it was made. */
    target: text("target").notNull(),
    /** JSON of what is told. */
    payload: text("payload", { mode: "json" }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    /** When it is tried next (ms); null when it got through or was given up. */
    nextAt: integer("next_at"),
    deliveredAt: integer("delivered_at"),
    error: text("error"),
    createdAt: createdAt(),
  },
  (t) => [index("deliveries_next").on(t.nextAt).where(sql`next_at is not null`)],
);

/** A person asks for more of an allowance; an admin grants or declines. */
export const allowanceRequests = sqliteTable(
  "allowance_requests",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    allowanceId: text("allowance_id").notNull(),
    /** How much they ask for; null: whatever is thought right. */
    credits: integer("credits"),
    note: text("note"),
    state: text("state", { enum: ["open", "granted", "declined"] }).notNull(),
    grantedCredits: integer("granted_credits"),
    decidedBy: text("decided_by"),
    decidedAt: integer("decided_at"),
    createdAt: createdAt(),
  },
  (t) => [
    index("allowance_requests_open").on(t.id).where(sql`state = 'open'`),
    uniqueIndex("allowance_requests_once").on(t.userId, t.allowanceId).where(sql`state = 'open'`),
  ],
);

/** Codes that an admin makes and one person turns into a grant, once. */
export const vouchers = sqliteTable(
  "vouchers",
  {
    id: id(),
    /** SHA-256 of the code, hex; the code is shown once. */
    codeHash: text("code_hash").notNull().unique(),
    lastFour: text("last_four").notNull(),
    allowanceId: text("allowance_id")
      .notNull()
      .references(() => allowances.id),
    credits: integer("credits").notNull(),
    note: text("note"),
    /** Until when the code can be redeemed, and until when what it gives lasts (ms). */
    expiresAt: integer("expires_at"),
    grantExpiresAt: integer("grant_expires_at"),
    createdBy: text("created_by"),
    createdAt: createdAt(),
    redeemedBy: text("redeemed_by"),
    redeemedAt: integer("redeemed_at"),
    voidedAt: integer("voided_at"),
  },
  (t) => [amount("vouchers_credits", t.credits)],
);

// Conversations -------------------------------------------------------------------------------

/** What started a conversation, kept before anything is sent to a provider. */
export const initiated = sqliteTable("initiated", {
  /** The conversation's id. */
  id: id(),
  userId: text("user_id").notNull(),
  keyId: text("key_id"),
  model: text("model").notNull(),
  prompt: text("prompt").notNull(),
  system: text("system"),
  optionsJson: text("options_json", { mode: "json" }).notNull(),
  purpose: text("purpose").notNull(),
  traceId: text("trace_id").notNull(),
  datetimeUtc: text("datetime_utc").notNull(),
});

export const conversations = sqliteTable(
  "conversations",
  {
    id: id(),
    userId: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    /** `prompt`: its first words; `model`: a title call; `person`: by hand, never overwritten. */
    namedBy: text("named_by", { enum: ["prompt", "model", "person"] }).notNull(),
    model: text("model").notNull(),
    system: text("system"),
    createdAt: createdAt(),
    updatedAt: integer("updated_at").notNull(),
  },
  (t) => [index("conversations_user").on(t.userId, t.id)],
);

/** The columns of the `llm` tool's log, and ours beside them. */
export const responses = sqliteTable(
  "responses",
  {
    id: id(),
    model: text("model").notNull(),
    prompt: text("prompt").notNull(),
    system: text("system"),
    promptJson: text("prompt_json"),
    optionsJson: text("options_json").notNull(),
    response: text("response").notNull(),
    responseJson: text("response_json"),
    conversationId: text("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    durationMs: integer("duration_ms"),
    datetimeUtc: text("datetime_utc").notNull(),
    inputTokens: integer("input_tokens"),
    outputTokens: integer("output_tokens"),
    /** JSON of the detail buckets, as `llm` keeps it. */
    tokenDetails: text("token_details"),
    resolvedModel: text("resolved_model"),
    reasoning: text("reasoning"),
    parentId: text("parent_id"),
    status: text("status", {
      enum: ["queued", "streaming", "done", "stopped", "interrupted", "failed", "refused"],
    }).notNull(),
    finishReason: text("finish_reason"),
    error: text("error", { mode: "json" }).$type<{ code: string; message: string }>(),
    purpose: text("purpose").notNull(),
    traceId: text("trace_id").notNull(),
    keyId: text("key_id"),
    reservationId: text("reservation_id"),
    usageId: text("usage_id"),
    maxOutputTokens: integer("max_output_tokens"),
    reservedCredits: integer("reserved_credits"),
    cachedInputTokens: integer("cached_input_tokens"),
    cacheWriteTokens: integer("cache_write_tokens"),
    reasoningTokens: integer("reasoning_tokens"),
    costCredits: integer("cost_credits"),
    usageSource: text("usage_source", { enum: ["provider", "estimated"] }),
    createdAt: createdAt(),
  },
  (t) => [
    index("responses_conversation").on(t.conversationId, t.id),
    index("responses_unfinished").on(t.id).where(sql`status in ('queued', 'streaming')`),
  ],
);

/**
 * The generation log: append-only. A row is one group commit's worth of stream parts of one
 * response; event ids are `<row id>.<index of the part>`.
 */
export const generationLog = sqliteTable(
  "generation_log",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    conversationId: text("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    responseId: text("response_id").notNull(),
    /** JSON array of UI message stream parts. */
    parts: text("parts").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    index("generation_log_conversation").on(t.conversationId, t.id),
    index("generation_log_response").on(t.responseId, t.id),
  ],
);

export const shares = sqliteTable(
  "shares",
  {
    /** SHA-256 of the token, hex: a copy of the database opens no link. */
    tokenHash: text("token_hash").primaryKey(),
    /** The token, for its owner's list; ciphertext (lib/secrets.ts). */
    token: text("token").notNull(),
    conversationId: text("conversation_id")
      .notNull()
      .references(() => conversations.id, { onDelete: "cascade" }),
    userId: text("user_id").notNull(),
    mode: text("mode", { enum: ["snapshot", "live"] }).notNull(),
    showCost: integer("show_cost", { mode: "boolean" }).notNull(),
    /** The frozen public view of a snapshot. */
    snapshot: text("snapshot", { mode: "json" }),
    expiresAt: integer("expires_at"),
    createdAt: createdAt(),
  },
  (t) => [index("shares_conversation").on(t.conversationId)],
);

// The house -------------------------------------------------------------------------------------

/** What a request with an Idempotency-Key made; kept for at least 24 hours. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    userId: text("user_id").notNull(),
    key: text("key").notNull(),
    /** SHA-256 of method, path and canonical body. */
    digest: text("digest").notNull(),
    /** Id of what was made; for turns the response. */
    resultId: text("result_id").notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index("idempotency_created").on(t.createdAt)],
);

/** Server processes that own reservations; one is dead when its heartbeat is old or it ended. */
export const processes = sqliteTable("processes", {
  id: id(),
  startedAt: integer("started_at").notNull(),
  heartbeatAt: integer("heartbeat_at").notNull(),
});

/** Facts of the instance, made once (for instance that the Default allowance was made). */
export const facts = sqliteTable("facts", {
  name: text("name").primaryKey(),
  value: text("value", { mode: "json" }).notNull(),
});
