CREATE TABLE `allowances` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`level` text NOT NULL,
	`subject_id` text,
	`purpose` text,
	`model` text,
	`window` text NOT NULL,
	`time_zone` text NOT NULL,
	`amount_credits` integer NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	CONSTRAINT "allowances_amount" CHECK("allowances"."amount_credits" between 0 and 9007199254740991 and typeof("allowances"."amount_credits") = 'integer')
);
--> statement-breakpoint
CREATE TABLE `balances` (
	`id` text PRIMARY KEY NOT NULL,
	`allowance_id` text NOT NULL,
	`subject` text NOT NULL,
	`period_start` integer NOT NULL,
	`period_end` integer,
	`granted_credits` integer NOT NULL,
	`spent_credits` integer DEFAULT 0 NOT NULL,
	`reserved_credits` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`allowance_id`) REFERENCES `allowances`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "balances_reserved" CHECK("balances"."reserved_credits" between 0 and 9007199254740991 and typeof("balances"."reserved_credits") = 'integer')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `balances_period` ON `balances` (`allowance_id`,`subject`,`period_start`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`named_by` text NOT NULL,
	`model` text NOT NULL,
	`system` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `conversations_user` ON `conversations` (`user_id`,`id`);--> statement-breakpoint
CREATE TABLE `endpoints` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`base_url` text,
	`api_key` text,
	`api_key_last_four` text,
	`template` text,
	`origin` text NOT NULL,
	`created_at` integer NOT NULL,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE TABLE `entries` (
	`id` text PRIMARY KEY NOT NULL,
	`balance_id` text NOT NULL,
	`kind` text NOT NULL,
	`credits` integer NOT NULL,
	`usage_id` text,
	`cause` text NOT NULL,
	`actor_id` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`balance_id`) REFERENCES `balances`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `entries_balance` ON `entries` (`balance_id`,`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `entries_charge` ON `entries` (`balance_id`,`usage_id`) WHERE kind = 'charge';--> statement-breakpoint
CREATE TABLE `facts` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `generation_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`conversation_id` text NOT NULL,
	`response_id` text NOT NULL,
	`parts` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `generation_log_conversation` ON `generation_log` (`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `generation_log_response` ON `generation_log` (`response_id`,`id`);--> statement-breakpoint
CREATE TABLE `group_members` (
	`group_id` text NOT NULL,
	`user_id` text NOT NULL,
	PRIMARY KEY(`group_id`, `user_id`),
	FOREIGN KEY (`group_id`) REFERENCES `groups`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `group_members_user` ON `group_members` (`user_id`);--> statement-breakpoint
CREATE TABLE `groups` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `groups_name_unique` ON `groups` (`name`);--> statement-breakpoint
CREATE TABLE `holds` (
	`reservation_id` text NOT NULL,
	`balance_id` text NOT NULL,
	PRIMARY KEY(`reservation_id`, `balance_id`),
	FOREIGN KEY (`reservation_id`) REFERENCES `reservations`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`balance_id`) REFERENCES `balances`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`user_id` text NOT NULL,
	`key` text NOT NULL,
	`digest` text NOT NULL,
	`result_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_created` ON `idempotency` (`created_at`);--> statement-breakpoint
CREATE TABLE `identities` (
	`provider` text NOT NULL,
	`subject` text NOT NULL,
	`user_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`provider`, `subject`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `initiated` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`key_id` text,
	`model` text NOT NULL,
	`prompt` text NOT NULL,
	`system` text,
	`options_json` text NOT NULL,
	`purpose` text NOT NULL,
	`trace_id` text NOT NULL,
	`datetime_utc` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`last_four` text NOT NULL,
	`purpose` text,
	`expires_at` integer,
	`revoked_at` integer,
	`last_used_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_hash_unique` ON `keys` (`hash`);--> statement-breakpoint
CREATE INDEX `keys_user` ON `keys` (`user_id`);--> statement-breakpoint
CREATE TABLE `models` (
	`key` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`id` text NOT NULL,
	`endpoint_id` text NOT NULL,
	`upstream_id` text NOT NULL,
	`name` text NOT NULL,
	`aliases` text NOT NULL,
	`context_window` integer,
	`max_output_tokens` integer,
	`created_at` integer NOT NULL,
	`deleted_at` integer,
	FOREIGN KEY (`endpoint_id`) REFERENCES `endpoints`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `models_id` ON `models` (`id`) WHERE deleted_at is null;--> statement-breakpoint
CREATE TABLE `prices` (
	`id` text PRIMARY KEY NOT NULL,
	`model_key` integer NOT NULL,
	`effective_from` integer NOT NULL,
	`price` text NOT NULL,
	`source` text NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`model_key`) REFERENCES `models`(`key`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `prices_model` ON `prices` (`model_key`,`effective_from`);--> statement-breakpoint
CREATE TABLE `processes` (
	`id` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`heartbeat_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `reservations` (
	`id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`user_id` text NOT NULL,
	`key_id` text,
	`purpose` text NOT NULL,
	`model_key` integer NOT NULL,
	`conversation_id` text,
	`response_id` text,
	`trace_id` text NOT NULL,
	`span_id` text NOT NULL,
	`parent_span_id` text,
	`credits` integer NOT NULL,
	`input_tokens_bound` integer NOT NULL,
	`max_output_tokens` integer NOT NULL,
	`bound` text NOT NULL,
	`price` text NOT NULL,
	`price_source` text NOT NULL,
	`owner` text NOT NULL,
	`deadline_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer,
	`closed_because` text,
	CONSTRAINT "reservations_credits" CHECK("reservations"."credits" between 0 and 9007199254740991 and typeof("reservations"."credits") = 'integer')
);
--> statement-breakpoint
CREATE INDEX `reservations_open` ON `reservations` (`deadline_at`) WHERE state = 'open';--> statement-breakpoint
CREATE TABLE `responses` (
	`id` text PRIMARY KEY NOT NULL,
	`model` text NOT NULL,
	`prompt` text NOT NULL,
	`system` text,
	`prompt_json` text,
	`options_json` text NOT NULL,
	`response` text NOT NULL,
	`response_json` text,
	`conversation_id` text NOT NULL,
	`duration_ms` integer,
	`datetime_utc` text NOT NULL,
	`input_tokens` integer,
	`output_tokens` integer,
	`token_details` text,
	`resolved_model` text,
	`reasoning` text,
	`parent_id` text,
	`status` text NOT NULL,
	`finish_reason` text,
	`error` text,
	`purpose` text NOT NULL,
	`trace_id` text NOT NULL,
	`key_id` text,
	`reservation_id` text,
	`usage_id` text,
	`max_output_tokens` integer,
	`reserved_credits` integer,
	`cached_input_tokens` integer,
	`cache_write_tokens` integer,
	`reasoning_tokens` integer,
	`cost_credits` integer,
	`usage_source` text,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `responses_conversation` ON `responses` (`conversation_id`,`id`);--> statement-breakpoint
CREATE INDEX `responses_unfinished` ON `responses` (`id`) WHERE status in ('queued', 'streaming');--> statement-breakpoint
CREATE TABLE `shares` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`conversation_id` text NOT NULL,
	`user_id` text NOT NULL,
	`mode` text NOT NULL,
	`show_cost` integer NOT NULL,
	`snapshot` text,
	`expires_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `shares_conversation` ON `shares` (`conversation_id`);--> statement-breakpoint
CREATE TABLE `usage` (
	`id` text PRIMARY KEY NOT NULL,
	`reservation_id` text,
	`user_id` text NOT NULL,
	`key_id` text,
	`conversation_id` text,
	`response_id` text,
	`trace_id` text NOT NULL,
	`span_id` text NOT NULL,
	`parent_span_id` text,
	`purpose` text NOT NULL,
	`model_key` integer NOT NULL,
	`model` text NOT NULL,
	`resolved_model` text,
	`uncached_input_tokens` integer NOT NULL,
	`cached_input_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`reasoning_tokens` integer NOT NULL,
	`cost_credits` integer NOT NULL,
	`usage_source` text NOT NULL,
	`rates` text NOT NULL,
	`price_source` text NOT NULL,
	`reported` text,
	`alert` text,
	`overrun` integer NOT NULL,
	`demo` integer NOT NULL,
	`duration_ms` integer,
	`first_token_ms` integer,
	`created_at` integer NOT NULL,
	CONSTRAINT "usage_uncached" CHECK("usage"."uncached_input_tokens" between 0 and 9007199254740991 and typeof("usage"."uncached_input_tokens") = 'integer'),
	CONSTRAINT "usage_cached" CHECK("usage"."cached_input_tokens" between 0 and 9007199254740991 and typeof("usage"."cached_input_tokens") = 'integer'),
	CONSTRAINT "usage_write" CHECK("usage"."cache_write_tokens" between 0 and 9007199254740991 and typeof("usage"."cache_write_tokens") = 'integer'),
	CONSTRAINT "usage_output" CHECK("usage"."output_tokens" between 0 and 9007199254740991 and typeof("usage"."output_tokens") = 'integer'),
	CONSTRAINT "usage_reasoning" CHECK("usage"."reasoning_tokens" between 0 and 9007199254740991 and typeof("usage"."reasoning_tokens") = 'integer'),
	CONSTRAINT "usage_cost" CHECK("usage"."cost_credits" between 0 and 9007199254740991 and typeof("usage"."cost_credits") = 'integer')
);
--> statement-breakpoint
CREATE UNIQUE INDEX `usage_reservation_id_unique` ON `usage` (`reservation_id`);--> statement-breakpoint
CREATE INDEX `usage_user` ON `usage` (`user_id`,`id`);--> statement-breakpoint
CREATE INDEX `usage_conversation` ON `usage` (`conversation_id`);--> statement-breakpoint
CREATE INDEX `usage_trace` ON `usage` (`trace_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `usage_span` ON `usage` (`user_id`,`trace_id`,`span_id`);--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`password_hash` text,
	`session_epoch` integer DEFAULT 0 NOT NULL,
	`disabled_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);