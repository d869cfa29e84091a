package rollout

import (
	"testing"
	"time"
)

// wake lets what waits for the morning be told, some time late. It reports when it
// was due; "" when nothing waited.
func (b *booked) wake(late time.Duration) (due string) {
	b.t.Helper()
	for _, t := range b.waits {
		b.now, due = t.Due.Add(late), t.Due.Format("Mon 15:04")
		delete(b.waits, t.Key)
		b.took(WakeBudget(b.p, b.s, b.totals[Period(t.Subject[len("lamp/"):])], b.d, b.now))
	}
	return due
}

// feeds books an amount that a system reports.
func (b *booked) feeds(amount string) {
	b.t.Helper()
	if err := b.book(feedBy, Booking{On: july14, Quantity: usd(amount), Source: "bill", Ref: amount}); err != nil {
		b.t.Fatal(err)
	}
}

// A level below all of the budget that is crossed while nobody works is told in the
// morning, on the owner's wall, once; what cannot wait takes with it what waits.
func TestLevelsWaitForTheMorning(t *testing.T) {
	night := time.Date(2026, 7, 14, 0, 10, 0, 0, time.UTC) // Tuesday, 02:10 in Berlin
	pause := percents("50", "80", "100")
	pause[1].Action = "pause"
	for _, tt := range []struct {
		name   string
		at     time.Time
		zone   string // of the owner; "": Berlin
		levels []AlertThreshold
		spend  []string
		now    string // told at once
		due    string // when the rest is
		then   string // and all that is told by then
	}{
		{name: "at work", at: lunch, spend: []string{"1000"}, now: "2026-07: 50 % ($1,000)", then: "2026-07: 50 % ($1,000)"},
		{name: "at night", at: night, spend: []string{"1000"}, due: "Tue 07:00", then: "2026-07: 50 % ($1,000)"},
		{name: "in the evening", at: night.Add(17 * time.Hour), spend: []string{"1000"}, due: "Wed 07:00", then: "2026-07: 50 % ($1,000)"},
		{name: "on a Saturday", at: lunch.AddDate(0, 0, 4), spend: []string{"1000"}, due: "Mon 07:00", then: "2026-07: 50 % ($1,000)"},
		{name: "on the other side of the sea", at: lunch, zone: "America/New_York", spend: []string{"1000"}, due: "Tue 13:00", then: "2026-07: 50 % ($1,000)"},
		{name: "at night, which is day for the owner", at: night, zone: "Asia/Tokyo", spend: []string{"1000"}, now: "2026-07: 50 % ($1,000)", then: "2026-07: 50 % ($1,000)"},
		{name: "two in one night", at: night, spend: []string{"1000", "600"}, due: "Tue 07:00", then: "2026-07: 50 % ($1,000) and 80 % ($1,600)"},
		{name: "all of the budget", at: night, spend: []string{"2000"}, now: "2026-07: 50 % ($1,000) and 80 % ($1,600) and 100 % ($2,000)", then: "2026-07: 50 % ($1,000) and 80 % ($1,600) and 100 % ($2,000)"},
		{name: "all of the budget, and one waits", at: night, spend: []string{"1000", "1000"}, now: "2026-07: 50 % ($1,000) and 80 % ($1,600) and 100 % ($2,000)", then: "2026-07: 50 % ($1,000) and 80 % ($1,600) and 100 % ($2,000)"},
		{name: "the plan wants a pause there", at: night, levels: pause, spend: []string{"1600"}, now: "2026-07: 50 % ($1,000) and 80 % ($1,600)", then: "2026-07: 50 % ($1,000) and 80 % ($1,600)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.levels == nil {
				tt.levels = percents("50", "80", "100")
			}
			b := newBooks(t, monthly, tt.levels...)
			b.now = tt.at
			if tt.zone == "" {
				tt.zone = "Europe/Berlin"
			}
			b.d.Zones = map[UserID]string{"sam": tt.zone}
			for _, amount := range tt.spend {
				b.feeds(amount)
			}
			if got := b.levelsTold(); got != tt.now {
				t.Errorf("told at once %q, want %q", got, tt.now)
			}
			crossed := b.now
			if due := b.wake(0); due != tt.due {
				t.Errorf("due %q, want %q", due, tt.due)
			}
			if got := b.levelsTold(); got != tt.then {
				t.Errorf("told %q, want %q", got, tt.then)
			}
			b.feeds("1")
			if got := b.levelsTold(); got != tt.then || len(b.waits) > 0 {
				t.Errorf("told again: %q, %v", got, b.waits)
			}
			if reached := b.told[0].Facts[FactReached]; (reached != "") != (tt.due != "") || reached != "" && reached != stamp(crossed) {
				t.Errorf("it says that it was reached at %q", reached)
			}
		})
	}
}

func TestWhatHappensBeforeTheMorning(t *testing.T) {
	night := time.Date(2026, 7, 14, 0, 10, 0, 0, time.UTC)
	crossed := func(t *testing.T) *booked {
		b := newBooks(t, monthly, percents("50", "80")...)
		b.now = night
		b.feeds("1200")
		if len(b.told) != 0 || len(b.waits) != 1 {
			t.Fatalf("told %v, waits %v", b.told, b.waits)
		}
		return b
	}
	t.Run("it is taken back: nobody hears, and the next time is the first", func(t *testing.T) {
		b := crossed(t)
		b.takeBack("SP-1")
		if got := b.totals["2026-07"].Corrected("SP-1"); len(got) != 0 || b.totals["2026-07"].CardStanding() != "" {
			t.Errorf("a message that was never sent is corrected: %v", got)
		}
		b.wake(0)
		if len(b.told) != 0 {
			t.Errorf("told %s", b.levelsTold())
		}
		b.must(usd("1200"), july14)
		if got := b.levelsTold(); got != "2026-07: 50 % ($1,000)" || Cause(b.told[0].Facts[FactCause]) != CauseBooked {
			t.Errorf("told %s, %v", got, b.told[0].Facts)
		}
	})
	t.Run("the budget is raised: what is no level is not told", func(t *testing.T) {
		b := crossed(t)
		b.p.Cost.Budget = sure("more", Budget{Amount: amountOf("9000"), Currency: "USD", Per: "month"})
		b.wake(0)
		if len(b.told) != 0 {
			t.Errorf("told %s", b.levelsTold())
		}
	})
	t.Run("the bot is down until people rest again", func(t *testing.T) {
		b := crossed(t)
		b.wake(100 * time.Hour) // Saturday
		if len(b.told) != 0 || len(b.waits) != 1 {
			t.Fatalf("told %s, waits %v", b.levelsTold(), b.waits)
		}
		if due := b.wake(0); due != "Mon 07:00" || b.levelsTold() != "2026-07: 50 % ($1,000)" {
			t.Errorf("due %s, told %s", due, b.levelsTold())
		}
	})
	t.Run("the owner books it, and is awake", func(t *testing.T) {
		b := newBooks(t, monthly, percents("50")...)
		b.now = night
		b.must(usd("1200"), july14)
		if len(b.told) != 1 || len(b.waits) != 0 {
			t.Errorf("told %v, waits %v", b.told, b.waits)
		}
	})
	t.Run("a draft tells its importer at once", func(t *testing.T) {
		b := newBooks(t, monthly, percents("50")...)
		b.s.Stage, b.now = Draft, night
		b.feeds("1200")
		if len(b.told) != 1 || len(b.waits) != 0 {
			t.Errorf("told %v, waits %v", b.told, b.waits)
		}
	})
}
