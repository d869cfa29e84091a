package rollout

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"
)

// maxLines is how many names of lines a total keeps apart. Amounts under later
// names are counted together, so that a total stays small however a feed names
// its lines.
const maxLines = 40

// OtherLines is where amounts go that name no line of their own.
const OtherLines = ""

// SpendTotal is the running total of a plan's month or year. It changes in the
// transaction that books, so that reading it costs the same after any history.
type SpendTotal struct {
	Schema  int        `json:"schema"`
	Plan    PlanID     `json:"plan"`
	Period  Period     `json:"period"`
	Sums    []Sum      `json:"sums,omitempty"`    // one for each currency or unit: these are never added
	Lines   []Sum      `json:"lines,omitempty"`   // the same by name, at most maxLines; the rest is in the sums alone
	Crossed []Crossing `json:"crossed,omitempty"` // levels that were reached, in order
}

// Sum is how much of one thing was booked, and in how many lines that count.
type Sum struct {
	Name string `json:"name,omitempty"` // of a line; "" in a total's sums
	Quantity
	Count int `json:"count"`
}

// Crossing is a level of spend that was reached: its owner hears of it once.
type Crossing struct {
	Level string    `json:"level"` // its key
	At    time.Time `json:"at"`
}

// Kind is the total's kind of record.
func (t SpendTotal) Kind() string { return "spend-total" }

// Key is plan and period: "policy-assistant/2026-07".
func (t SpendTotal) Key() string { return string(t.Plan) + "/" + string(t.Period) }

// Index is empty: totals are found by plan and period.
func (t SpendTotal) Index() []string { return nil }

// Of is what was booked of the same thing as q.
func (t SpendTotal) Of(q Quantity) Sum {
	if i := slices.IndexFunc(t.Sums, q.of); i >= 0 {
		return t.Sums[i]
	}
	return Sum{Quantity: q.With(decimal.Decimal{})}
}

func (q Quantity) of(s Sum) bool { return s.Same(q) }

// Reached reports when a level was reached in this period; the zero time when
// it never was.
func (t SpendTotal) Reached(l Level) time.Time {
	for _, c := range t.Crossed {
		if c.Level == l.Key {
			return c.At
		}
	}
	return time.Time{}
}

// add counts a line in; count is -1 for one that takes another back.
func (t SpendTotal) add(s Spend, count int) SpendTotal {
	t.Sums = plus(t.Sums, "", s.Quantity, count, 0)
	t.Lines = plus(t.Lines, lineName(s.Line), s.Quantity, count, maxLines)
	return t
}

// plus adds to the sum of that name and thing. Beyond most names (0: any
// number) a new one is not kept apart.
func plus(sums []Sum, name string, q Quantity, count, most int) []Sum {
	sums = slices.Clone(sums)
	i := slices.IndexFunc(sums, func(s Sum) bool { return strings.EqualFold(s.Name, name) && s.Same(q) })
	switch {
	case i >= 0:
		sums[i].Amount = sums[i].Amount.Add(q.Amount)
		sums[i].Count += count
	case most == 0 || len(sums) < most:
		sums = append(sums, Sum{Name: name, Quantity: q, Count: count})
	}
	return sums
}

// lineName folds the blanks of a line's name.
func lineName(name string) string { return strings.Join(strings.Fields(name), " ") }

// Books are the running totals that an action changes, by period.
type Books map[Period]SpendTotal

func (b Books) clone() Books { return maps.Clone(b) }

func (b Books) periods() []Period { return slices.Sorted(maps.Keys(b)) }

func (b Books) add(plan PlanID, s Spend, count int) {
	for _, p := range PeriodsOf(s.On) {
		t := b[p]
		t.Schema, t.Plan, t.Period = 1, plan, p
		b[p] = t.add(s, count)
	}
}

// Budget per what.
const (
	perDay  = "day"
	perYear = "year"
)

// BudgetOf is what a plan may spend, in which currency or unit; false when the
// document gives no amount that acts.
func BudgetOf(p Plan) (Quantity, bool) {
	b := p.Cost.Budget
	if !b.Acts() || !b.Value.Amount.IsPositive() || b.Value.Currency == "" && b.Value.Unit == "" {
		return Quantity{}, false
	}
	return Quantity{b.Value.Amount, b.Value.Currency, b.Value.Unit}, true
}

// Allowance is what a plan may spend in the period that a day lies in.
type Allowance struct {
	Period Period // the month, or the year of a yearly budget
	Quantity
	Has   bool     // false: the plan has no budget; amounts are booked and shown
	Daily Quantity // of a daily budget, which is taken times the month's days
	Days  int      // how many; 0 when the budget is not daily
}

// AllowanceOf is the budget for the month of a day. A daily budget is judged by
// the month, times its days; a yearly one by the year.
func AllowanceOf(p Plan, on Day) Allowance {
	a := Allowance{Period: MonthOf(on)}
	a.Quantity, a.Has = BudgetOf(p)
	if !a.Has {
		return a
	}
	switch p.Cost.Budget.Value.Per {
	case perYear:
		a.Period = YearOf(on)
	case perDay:
		a.Daily, a.Days = a.Quantity, daysIn(on.Year, on.Month)
		a.Amount = a.Amount.Mul(decimal.NewFromInt(int64(a.Days)))
	}
	return a
}

// Level is an amount at which the budget owner hears how much was spent.
type Level struct {
	// Key is the same for as long as the level means the same amount: a level of
	// a raised budget is a new one.
	Key     string
	At      Quantity
	Percent *decimal.Decimal // nil: the plan names the amount itself
	Pause   bool             // the plan wants a pause there; people decide it
}

// Unjudged is an alert threshold that the plan names and nobody watches.
type Unjudged struct {
	Threshold AlertThreshold
	Why       string
}

// Levels are the alert thresholds for the period of a day, lowest first, and
// those that cannot be judged, with the reason.
func Levels(p Plan, on Day) (levels []Level, unjudged []Unjudged) {
	if !p.Cost.Thresholds.Acts() {
		return nil, nil
	}
	a := AllowanceOf(p, on)
	for _, t := range p.Cost.Thresholds.Value {
		l := Level{Pause: t.Action == "pause"}
		switch {
		case t.Basis == "forecast":
			unjudged = append(unjudged, Unjudged{t, "there is no forecast yet"})
			continue
		case t.Percent != nil && !a.Has:
			unjudged = append(unjudged, Unjudged{t, "the plan has no budget"})
			continue
		case t.Percent != nil:
			l.Percent = t.Percent
			l.At = a.With(a.Amount.Mul(*t.Percent).Shift(-2))
			l.Key = t.Percent.String() + "% of " + a.Record()
		case t.Amount == nil:
			continue
		default:
			l.At = Quantity{Amount: *t.Amount, Currency: t.Currency}
			l.Key = l.At.Record()
			if a.Has && !l.At.Same(a.Quantity) {
				unjudged = append(unjudged, Unjudged{t, "the budget is in " + a.Of()})
				continue
			}
		}
		if !slices.ContainsFunc(levels, func(have Level) bool { return have.Key == l.Key }) {
			levels = append(levels, l)
		}
	}
	slices.SortStableFunc(levels, func(a, b Level) int { return a.At.Amount.Cmp(b.At.Amount) })
	return levels, unjudged
}

// reachedBy reports whether a total is at the level or above it, exactly.
func (l Level) reachedBy(t SpendTotal) bool { return t.Of(l.At).Amount.GreaterThanOrEqual(l.At.Amount) }

// alert marks the levels that the books reach for the first time, and says so
// to the budget owner: one message for each period, however many levels.
func (b Books) alert(p Plan, s State, d Duty, now time.Time) []Notice {
	var all []Notice
	for _, period := range b.periods() {
		_, on, _ := ReadPeriod(string(period))
		a := AllowanceOf(p, on)
		if a.Period != period {
			continue
		}
		t := b[period]
		t.Crossed = slices.Clone(t.Crossed)
		var fresh []Level
		levels, _ := Levels(p, on)
		for _, l := range levels {
			if !l.reachedBy(t) || !t.Reached(l).IsZero() {
				continue
			}
			t.Crossed = append(t.Crossed, Crossing{l.Key, now})
			fresh = append(fresh, l)
		}
		b[period] = t
		if len(fresh) == 0 {
			continue
		}
		all = append(all, budgetNotice(p, s, d, a, t, fresh))
	}
	return all
}

// Words name a level: "80 % ($1,600)", "$1,500".
func (l Level) Words() string {
	if l.Percent == nil {
		return l.At.String()
	}
	return fmt.Sprintf("%s %% (%s)", l.Percent, l.At)
}

// Facts of a budget's alert, beside FactAgent.
const (
	FactPlan    = "plan"    // id
	FactPeriod  = "period"  // "2026-07" or "2026"
	FactSpent   = "spent"   // in words: "$1,640"
	FactBudget  = "budget"  // in words; missing: the plan has none
	FactPercent = "percent" // of the budget, to one place
	FactDaily   = "daily"   // of a daily budget: "$75 × 31 days"
	FactLevels  = "levels"  // newly reached, a line each
	FactPause   = "pause"   // "yes": the plan wants a pause at one of them
	FactCenter  = "center"  // cost centre, as the plan has it
	FactRouting = "routing" // routing rules, as the plan has them
	FactLimits  = "limits"  // usage limits, as the plan has them
	FactOwner   = "owner"   // the budget owner's roles, as the plan has them
	FactStandIn = "standin" // "yes": nobody fills them, the plan owner hears instead
	FactDraft   = "draft"   // "yes": only the importer hears
)

func budgetNotice(p Plan, s State, d Duty, a Allowance, t SpendTotal, fresh []Level) Notice {
	var spent, reached []string
	f := map[string]string{FactPlan: string(p.ID), FactAgent: s.Agent, FactPeriod: string(t.Period)}
	for _, l := range fresh {
		if sum := t.Of(l.At).String(); !slices.Contains(spent, sum) { // without a budget, levels may be in several currencies
			spent = append(spent, sum)
		}
		reached = append(reached, l.Words())
		if l.Pause {
			f[FactPause] = yes
		}
	}
	f[FactSpent], f[FactLevels] = strings.Join(spent, " and "), strings.Join(reached, "\n")
	if a.Has {
		f[FactBudget] = a.String()
		if percent, ok := t.Of(a.Quantity).PercentOf(a.Quantity); ok {
			f[FactPercent] = percent.String()
		}
		if a.Days > 0 {
			f[FactDaily] = fmt.Sprintf("%s × %d days", a.Daily, a.Days)
		}
	}
	put(f, FactCenter, p.Cost.Center.Text)
	put(f, FactRouting, p.Cost.Routing.Text)
	put(f, FactLimits, p.Cost.Limits.Text)
	put(f, FactOwner, strings.Join(p.Cost.Owner.Value, ", "))
	n := Notice{Kind: NoticeBudget, Plan: p.ID, Subject: t.Key(), Facts: f}
	for _, place := range budgetTold(p, s, d, f) {
		n.To = append(n.To, Target{To: place, Routes: routesBeside(place, DM(s.PlanOwner), In(d.House.Fallback))})
	}
	return n
}

// budgetTold are those who hear of a level: the budget owner, or the plan owner
// while nobody fills that role. Of a draft only the importer hears.
func budgetTold(p Plan, s State, d Duty, f map[string]string) []Place {
	if s.Stage == Draft {
		f[FactDraft] = yes
		return []Place{DM(s.Importer)}
	}
	var told []Place
	for _, place := range BudgetOwners(p, d) {
		if !slices.Contains(told, place) {
			told = append(told, place)
		}
	}
	if len(told) == 0 {
		f[FactStandIn] = yes
		return []Place{DM(s.PlanOwner)}
	}
	return told
}

// BudgetOwners are the places that fill the roles which own the budget.
func BudgetOwners(p Plan, d Duty) []Place {
	var all []Place
	for _, role := range p.Cost.Owner.Value {
		all = append(all, d.Places(role)...)
	}
	return all
}

// routesBeside are the places to try when one cannot be reached, without itself.
func routesBeside(place Place, routes ...Place) []Place {
	var all []Place
	for _, r := range routes {
		if r.ID() != "" && r != place && !slices.Contains(all, r) {
			all = append(all, r)
		}
	}
	return all
}
