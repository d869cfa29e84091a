package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var spendTests = []test{
	{"lines of a month come newest first, a page at a time", spendPages},
	{"totals of periods nobody booked in are empty", spendTotals},
	{"receipts of spend are kept for ever", spendForEver},
}

func spendLine(num uint64, on rollout.Day, by rollout.UserID, via rollout.Via) rollout.Spend {
	q := rollout.Quantity{Amount: rollout.ReadAmount(fmt.Sprint(num))[0], Currency: "USD"}
	return rollout.Spend{Schema: 1, Num: num, Plan: lamp, On: on, Quantity: q, By: by, Via: via, At: noon}
}

func spendIDs(t *testing.T, s store.Store, list func(store.Tx) ([]rollout.Spend, error)) string {
	t.Helper()
	var ids []string
	for _, l := range read(t, s, list) {
		ids = append(ids, l.ID())
	}
	return fmt.Sprint(ids)
}

func spendPages(t *testing.T, s store.Store) {
	july, august := rollout.Day{Year: 2026, Month: time.July, Day: 31}, rollout.Day{Year: 2026, Month: time.August, Day: 1}
	other := spendLine(99, july, "U1MAYA", rollout.ByCommand)
	other.Plan = lamp + "-2"
	put := []rollout.Record{other}
	for n := uint64(1); n <= 12; n++ { // SP-9 and SP-10 stand in the order of numbers
		on, by, via := july, rollout.UserID("U1MAYA"), rollout.ByCommand
		if n%4 == 0 {
			on = august
		}
		if n%3 == 0 {
			by, via = "service:spend", rollout.ByHook
		}
		put = append(put, spendLine(n, on, by, via))
	}
	apply(t, s, noon, rollout.Effects{Put: put})
	month := func(p rollout.Period, before uint64, limit int) string {
		return spendIDs(t, s, func(tx store.Tx) ([]rollout.Spend, error) { return store.SpendOf(tx, lamp, p, before, limit) })
	}
	equal(t, "a page of July", month("2026-07", 0, 3), "[SP-11 SP-10 SP-9]")
	equal(t, "the next", month("2026-07", 9, 3), "[SP-7 SP-6 SP-5]")
	equal(t, "the rest", month("2026-07", 5, 0), "[SP-3 SP-2 SP-1]")
	equal(t, "August", month("2026-08", 0, 0), "[SP-12 SP-8 SP-4]")
	equal(t, "a month of nothing", month("2026-09", 0, 0), "[]")
	equal(t, "what maya booked", spendIDs(t, s, func(tx store.Tx) ([]rollout.Spend, error) { return store.SpendBy(tx, "U1MAYA", 4) }), "[SP-99 SP-11 SP-10 SP-8]")
	equal(t, "what a service booked", spendIDs(t, s, func(tx store.Tx) ([]rollout.Spend, error) { return store.SpendBy(tx, "service:spend", 0) }), "[]")
	back := spendLine(11, july, "U1MAYA", rollout.ByCommand)
	back.Reversed = "SP-100"
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{back}})
	equal(t, "taken back", read(t, s, func(tx store.Tx) (rollout.Spend, error) { return store.Spend(tx, "SP-11") }).Reversed, "SP-100")
	equal(t, "a page of July after it", month("2026-07", 0, 1), "[SP-11]")
	sound(t, s)
}

func spendTotals(t *testing.T, s store.Store) {
	day := rollout.Day{Year: 2026, Month: time.July, Day: 31}
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{rollout.SpendTotal{
		Schema: 1, Plan: lamp, Period: "2026-07", Sums: []rollout.Sum{{Quantity: spendLine(5, day, "", "").Quantity, Count: 2}},
	}}})
	books := read(t, s, func(tx store.Tx) (rollout.Books, error) {
		return store.Books(tx, lamp, day, day.AddDays(1), day)
	})
	var all []string
	for _, p := range []rollout.Period{"2026-07", "2026-08", "2026"} {
		b := books[p]
		all = append(all, fmt.Sprint(b.Key(), " ", b.Of(rollout.Quantity{Currency: "USD"}).Quantity))
	}
	equal(t, "the books", fmt.Sprint(len(books), all), "3 [lamp-desk/2026-07 $5 lamp-desk/2026-08 $0 lamp-desk/2026 $0]")
	sound(t, s)
}

func spendForEver(t *testing.T, s store.Store) {
	update(t, s, remember("day", "h", noon))
	booked := rollout.Receipt{Verb: rollout.VerbSpendFeed, Subject: "SP-7"}
	update(t, s, func(tx store.Tx) error { return store.Remember(tx, "ever", "h", booked, noon) })
	years := noon.AddDate(9, 0, 0)
	update(t, s, func(tx store.Tx) error {
		n, err := store.PruneInbox(tx, years, 0)
		equal(t, "pruned", n, 1)
		return err
	})
	view(t, s, func(tx store.Tx) error {
		r, found, err := store.Seen(tx, "ever", "h")
		equal(t, "the receipt", fmt.Sprint(r.Subject, found), "SP-7true")
		return err
	})
	sound(t, s)
}
