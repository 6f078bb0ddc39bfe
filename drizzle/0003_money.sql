-- A call that costs nothing at most needs no room, also where an overrun left less than none.
DROP TRIGGER `holds_need_room`;
--> statement-breakpoint
CREATE TRIGGER `holds_need_room` BEFORE INSERT ON `holds`
WHEN (SELECT `credits` FROM `reservations` WHERE `id` = NEW.`reservation_id`) > 0
  AND (SELECT `granted_credits` - `spent_credits` - `reserved_credits` FROM `balances` WHERE `id` = NEW.`balance_id`)
    < (SELECT `credits` FROM `reservations` WHERE `id` = NEW.`reservation_id`)
BEGIN SELECT RAISE(ABORT, 'purser: no room'); END;
--> statement-breakpoint
-- Balances follow holds and entries by themselves: nobody else writes their three sums.
CREATE TRIGGER `holds_are_reserved` AFTER INSERT ON `holds`
BEGIN
  UPDATE `balances` SET `reserved_credits` = `reserved_credits`
    + (SELECT `credits` FROM `reservations` WHERE `id` = NEW.`reservation_id`)
  WHERE `id` = NEW.`balance_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `closed_holds_go_back` AFTER UPDATE OF `state` ON `reservations`
WHEN OLD.`state` = 'open' AND NEW.`state` <> 'open'
BEGIN
  UPDATE `balances` SET `reserved_credits` = `reserved_credits` - OLD.`credits`
  WHERE `id` IN (SELECT `balance_id` FROM `holds` WHERE `reservation_id` = OLD.`id`);
END;
--> statement-breakpoint
-- Of a usage row: charges and what corrects them move `spent`. All else moves `granted`.
CREATE TRIGGER `entries_move_balances` AFTER INSERT ON `entries`
BEGIN
  UPDATE `balances` SET
    `granted_credits` = `granted_credits` + iif(NEW.`usage_id` IS NULL, NEW.`credits`, 0),
    `spent_credits` = `spent_credits` - iif(NEW.`usage_id` IS NULL, 0, NEW.`credits`)
  WHERE `id` = NEW.`balance_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `entries_are_whole` BEFORE INSERT ON `entries`
WHEN typeof(NEW.`credits`) <> 'integer' OR abs(NEW.`credits`) > 9007199254740991
  OR (NEW.`kind` = 'charge') <> (NEW.`usage_id` IS NOT NULL AND NEW.`kind` <> 'adjustment')
  OR (NEW.`kind` = 'charge' AND NEW.`credits` >= 0)
  OR (NEW.`kind` IN ('opening', 'grant') AND NEW.`credits` < 0)
BEGIN SELECT RAISE(ABORT, 'purser: not an entry'); END;
--> statement-breakpoint
CREATE TRIGGER `balances_open_empty` BEFORE INSERT ON `balances`
WHEN NEW.`granted_credits` <> 0 OR NEW.`spent_credits` <> 0 OR NEW.`reserved_credits` <> 0
BEGIN SELECT RAISE(ABORT, 'purser: a balance opens empty, its opening entry fills it'); END;
--> statement-breakpoint
CREATE TRIGGER `reservations_open_first` BEFORE INSERT ON `reservations`
WHEN NEW.`state` <> 'open'
BEGIN SELECT RAISE(ABORT, 'purser: a reservation starts open'); END;
--> statement-breakpoint
CREATE TRIGGER `reservations_keep_terms` BEFORE UPDATE OF `id`, `credits`, `price`, `bound`, `user_id`, `max_output_tokens` ON `reservations`
BEGIN SELECT RAISE(ABORT, 'purser: the terms of a reservation are not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `holds_stay` BEFORE UPDATE ON `holds`
BEGIN SELECT RAISE(ABORT, 'purser: holds are not changed'); END;
--> statement-breakpoint
CREATE TRIGGER `holds_stay_too` BEFORE DELETE ON `holds`
BEGIN SELECT RAISE(ABORT, 'purser: holds are not deleted'); END;
--> statement-breakpoint
CREATE TRIGGER `holds_of_the_open` BEFORE INSERT ON `holds`
WHEN (SELECT `state` FROM `reservations` WHERE `id` = NEW.`reservation_id`) IS NOT 'open'
BEGIN SELECT RAISE(ABORT, 'purser: only an open reservation holds'); END;
