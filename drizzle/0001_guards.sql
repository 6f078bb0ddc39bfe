-- The database itself refuses what must never happen; the verbs see the message and say it in words.
--
-- A hold needs room on each balance it stands on. One of 0 needs none, also where an overrun left
-- less than none.
CREATE TRIGGER `holds_need_room` BEFORE INSERT ON `holds`
WHEN NEW.`credits` > 0
  AND (SELECT `granted_credits` - `spent_credits` - `reserved_credits` FROM `balances` WHERE `id` = NEW.`balance_id`)
    < NEW.`credits`
BEGIN SELECT RAISE(ABORT, 'purser: no room'); END;
--> statement-breakpoint
-- Where one balance of an allowance has less than none, a hold on the others leaves what makes up for
-- it: the ids of all of them, as JSON, are inserted after the holds.
CREATE VIEW `debts` AS SELECT NULL AS `balance_ids`;
--> statement-breakpoint
CREATE TRIGGER `debts_need_room` INSTEAD OF INSERT ON `debts`
WHEN (SELECT sum(`granted_credits` - `spent_credits` - `reserved_credits`) FROM `balances`
    WHERE `id` IN (SELECT value FROM json_each(NEW.`balance_ids`))) < 0
BEGIN SELECT RAISE(ABORT, 'purser: no room'); END;
--> statement-breakpoint
CREATE TRIGGER `holds_of_the_open` BEFORE INSERT ON `holds`
WHEN (SELECT `state` FROM `reservations` WHERE `id` = NEW.`reservation_id`) IS NOT 'open'
BEGIN SELECT RAISE(ABORT, 'purser: only an open reservation holds'); END;
--> statement-breakpoint
CREATE TRIGGER `holds_stay` BEFORE UPDATE ON `holds`
BEGIN SELECT RAISE(ABORT, 'purser: holds are not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `holds_stay_too` BEFORE DELETE ON `holds`
BEGIN SELECT RAISE(ABORT, 'purser: holds are not deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `reservations_open_first` BEFORE INSERT ON `reservations`
WHEN NEW.`state` <> 'open'
BEGIN SELECT RAISE(ABORT, 'purser: a reservation starts open'); END;
--> statement-breakpoint
CREATE TRIGGER `reservations_close_once` BEFORE UPDATE OF `state` ON `reservations`
WHEN OLD.`state` <> 'open'
BEGIN SELECT RAISE(ABORT, 'purser: already closed'); END;
--> statement-breakpoint
CREATE TRIGGER `reservations_keep_terms` BEFORE UPDATE OF `id`, `kind`, `credits`, `price`, `bound`, `user_id`, `max_output_tokens`, `created_at` ON `reservations`
BEGIN SELECT RAISE(ABORT, 'purser: the terms of a reservation are not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `reservations_stay` BEFORE DELETE ON `reservations`
BEGIN SELECT RAISE(ABORT, 'purser: reservations are not deleted'); END;
--> statement-breakpoint
-- What the minute's tidying looks for (lib/allowances/tidy.ts), apart from all that ever was.
CREATE INDEX `balances_ending` ON `balances` (`period_start`)
WHERE `kind` = 'grant' AND `granted_credits` > `spent_credits` + `reserved_credits`;
--> statement-breakpoint
CREATE INDEX `balances_left` ON `balances` (`allowance_id`, `period_end`)
WHERE `kind` = 'period' AND `granted_credits` <> `spent_credits` + `reserved_credits`;
--> statement-breakpoint
-- Balances follow holds and entries by themselves: nobody else writes their sums.
CREATE TRIGGER `holds_are_reserved` AFTER INSERT ON `holds`
BEGIN
  UPDATE `balances` SET `reserved_credits` = `reserved_credits` + NEW.`credits` WHERE `id` = NEW.`balance_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `closed_holds_go_back` AFTER UPDATE OF `state` ON `reservations`
WHEN OLD.`state` = 'open' AND NEW.`state` <> 'open'
BEGIN
  UPDATE `balances` SET `reserved_credits` = `reserved_credits` - (
    SELECT `credits` FROM `holds` WHERE `reservation_id` = OLD.`id` AND `balance_id` = `balances`.`id`)
  WHERE `id` IN (SELECT `balance_id` FROM `holds` WHERE `reservation_id` = OLD.`id`);
END;
--> statement-breakpoint
CREATE TRIGGER `balances_open_empty` BEFORE INSERT ON `balances`
WHEN NEW.`granted_credits` <> 0 OR NEW.`spent_credits` <> 0 OR NEW.`reserved_credits` <> 0 OR NEW.`seq` <> 0
BEGIN SELECT RAISE(ABORT, 'purser: a balance opens empty, its opening entry fills it'); END;
--> statement-breakpoint
CREATE TRIGGER `entries_are_whole` BEFORE INSERT ON `entries`
WHEN typeof(NEW.`credits`) <> 'integer' OR abs(NEW.`credits`) > 9007199254740991
  OR (NEW.`kind` = 'charge' AND (NEW.`usage_id` IS NULL OR NEW.`credits` >= 0))
  OR (NEW.`kind` NOT IN ('charge', 'adjustment') AND NEW.`usage_id` IS NOT NULL)
  OR (NEW.`kind` IN ('opening', 'grant') AND NEW.`credits` < 0)
  OR (NEW.`kind` = 'expiry' AND NEW.`credits` >= 0)
BEGIN SELECT RAISE(ABORT, 'purser: not an entry'); END;
--> statement-breakpoint
-- Each entry follows the one before it; whoever looked at an older head looks again.
CREATE TRIGGER `entries_in_order` BEFORE INSERT ON `entries`
WHEN NEW.`seq` <> (SELECT `seq` + 1 FROM `balances` WHERE `id` = NEW.`balance_id`)
BEGIN SELECT RAISE(ABORT, 'purser: another entry came first'); END;
--> statement-breakpoint
-- Of a usage row: charges and what corrects them move `spent`, unless they have left a rolling
-- window already. All else moves `granted`.
CREATE TRIGGER `entries_move_balances` AFTER INSERT ON `entries`
BEGIN
  UPDATE `balances` SET
    `granted_credits` = `granted_credits` + iif(NEW.`usage_id` IS NULL, NEW.`credits`, 0),
    `spent_credits` = `spent_credits`
      - iif(NEW.`usage_id` IS NULL OR NEW.`leaves_at` <= `rolled_until`, 0, NEW.`credits`),
    `seq` = NEW.`seq`,
    `digest` = NEW.`digest`
  WHERE `id` = NEW.`balance_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `entries_stay` BEFORE UPDATE ON `entries`
BEGIN SELECT RAISE(ABORT, 'purser: entries are not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `entries_stay_too` BEFORE DELETE ON `entries`
BEGIN SELECT RAISE(ABORT, 'purser: entries are not deleted'); END;
--> statement-breakpoint
-- A reservation pays for one call; that of a group for several.
CREATE TRIGGER `usage_once` BEFORE INSERT ON `usage`
WHEN NEW.`reservation_id` IS NOT NULL
  AND EXISTS (SELECT 1 FROM `usage` WHERE `reservation_id` = NEW.`reservation_id`)
  AND (SELECT `kind` FROM `reservations` WHERE `id` = NEW.`reservation_id`) <> 'group'
BEGIN SELECT RAISE(ABORT, 'purser: already settled'); END;
--> statement-breakpoint
CREATE TRIGGER `usage_stays` BEFORE DELETE ON `usage`
BEGIN SELECT RAISE(ABORT, 'purser: usage is not deleted'); END;
--> statement-breakpoint
-- The one change: a recorded call that had no price gets one, with the model it was for.
CREATE TRIGGER `usage_keeps_its_figures` BEFORE UPDATE OF `cost_credits`, `rates`, `price_source`, `model_key` ON `usage`
WHEN OLD.`cost_credits` IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'purser: usage is not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `usage_keeps_its_counts` BEFORE UPDATE OF `id`, `reservation_id`, `user_id`, `uncached_input_tokens`, `cached_input_tokens`, `cache_write_tokens`, `output_tokens`, `reasoning_tokens`, `trace_id`, `span_id`, `created_at` ON `usage`
BEGIN SELECT RAISE(ABORT, 'purser: usage is not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `adjustments_are_whole` BEFORE INSERT ON `adjustments`
WHEN typeof(NEW.`credits`) <> 'integer' OR abs(NEW.`credits`) > 9007199254740991
BEGIN SELECT RAISE(ABORT, 'purser: not an adjustment'); END;
--> statement-breakpoint
CREATE TRIGGER `adjustments_add_up` AFTER INSERT ON `adjustments`
BEGIN
  UPDATE `usage` SET `adjusted_credits` = `adjusted_credits` + NEW.`credits` WHERE `id` = NEW.`usage_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `adjustments_stay` BEFORE UPDATE ON `adjustments`
BEGIN SELECT RAISE(ABORT, 'purser: adjustments are not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `adjustments_stay_too` BEFORE DELETE ON `adjustments`
BEGIN SELECT RAISE(ABORT, 'purser: adjustments are not deleted'); END;
--> statement-breakpoint
-- A request is decided once, a voucher redeemed or withdrawn once: whoever comes second changes
-- nothing, and grants nothing in the same write.
CREATE TRIGGER `requests_decide_once` BEFORE UPDATE OF `state` ON `allowance_requests`
WHEN OLD.`state` <> 'open'
BEGIN SELECT RAISE(ABORT, 'purser: decided already'); END;
--> statement-breakpoint
CREATE TRIGGER `vouchers_end_once` BEFORE UPDATE OF `redeemed_at`, `voided_at` ON `vouchers`
WHEN OLD.`redeemed_at` IS NOT NULL OR OLD.`voided_at` IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'purser: redeemed or voided already'); END;
