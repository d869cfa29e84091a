package rollout

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Crossing is a level of spend that was reached, and the message that told it. It
// stands until spend is taken back so that the level is reached no more: then its
// message is corrected, and when the level is reached again that is another
// crossing, with a message of its own. So a level is told once for each period and
// each crossing that stands.
type Crossing struct {
	Level string     `json:"level"`           // its key
	Words string     `json:"words,omitempty"` // "80 % ($1,600)"
	Of    Quantity   `json:"of"`              // the amount that it meant
	At    time.Time  `json:"at"`
	Alert int        `json:"alert,omitempty"` // which of the period's messages told it, from 1; 0: none yet
	Draft bool       `json:"draft,omitempty"` // the plan was a draft: only its importer heard, its owner has not
	Cause Cause      `json:"cause,omitempty"`
	Wait  time.Time  `json:"wait,omitzero"`  // outside working hours, when it will be told; zero: it was told at once
	Back  *TakenBack `json:"back,omitempty"` // nil: it stands
}

// TakenBack says how a level came to be reached no more.
type TakenBack struct {
	By   string    `json:"by"` // the line that was taken back: "SP-9"
	At   time.Time `json:"at"`
	Left Quantity  `json:"left"` // what is still spent of it
}

// Cause says why a level is told when it is.
type Cause string

// The causes of a message about levels.
const (
	CauseBooked    Cause = ""          // spend was booked that reaches it, for the first time
	CauseAgain     Cause = "again"     // the same, after what had reached it before was taken back
	CauseActivated Cause = "activated" // it was reached while the plan was a draft
	CauseImported  Cause = "imported"  // the document was imported again, and its budget says so
)

// maxBack is how many crossings are kept of those that stand no more.
const maxBack = 20

// Reached reports when a level was reached in this period; the zero time when it
// was not, or is no more since spend was taken back.
func (t SpendTotal) Reached(l Level) time.Time {
	for _, c := range t.Crossed {
		if c.Level == l.Key && c.Back == nil {
			return c.At
		}
	}
	return time.Time{}
}

// CardPlan is the plan whose spend it is.
func (t SpendTotal) CardPlan() PlanID { return t.Plan }

// CardPlaces is empty: a total has no card of its own, only the messages about
// its levels are kept as cards.
func (t SpendTotal) CardPlaces() []Place { return nil }

// CardStanding changes when a level that was told is reached no more.
func (t SpendTotal) CardStanding() string {
	var b strings.Builder
	for _, c := range t.Crossed {
		if c.Back != nil {
			fmt.Fprintf(&b, "%d %s %s\n", c.Alert, c.Level, c.Back.By)
		}
	}
	return b.String()
}

var _ Carded = SpendTotal{}

// Told are the crossings that one message told, in its order.
func (t SpendTotal) Told(alert int) []Crossing {
	var all []Crossing
	for _, c := range t.Crossed {
		if c.Alert == alert {
			all = append(all, c)
		}
	}
	return all
}

// Corrected are the levels that are reached no more since that line was taken
// back, in words.
func (t SpendTotal) Corrected(line string) []string {
	var all []string
	for _, c := range t.Crossed {
		if c.Back != nil && c.Back.By == line {
			all = append(all, c.Words)
		}
	}
	return all
}

// correct notes which levels are reached no more now that a line was taken back.
func (t SpendTotal) correct(line string, now time.Time) SpendTotal {
	t.Crossed = slices.Clone(t.Crossed)
	back := 0
	for i, c := range t.Crossed {
		left := t.Of(c.Of).Quantity
		if c.waits() && left.Amount.LessThan(c.Of.Amount) {
			t.Crossed[i].Level = "" // nobody was told, and there is nothing to correct
		} else if c.Back == nil && left.Amount.LessThan(c.Of.Amount) {
			t.Crossed[i].Back = &TakenBack{By: line, At: now, Left: left}
		}
		if t.Crossed[i].Back != nil {
			back++
		}
	}
	t.Crossed = slices.DeleteFunc(t.Crossed, func(c Crossing) bool {
		old := c.Back != nil && back > maxBack || c.Level == ""
		if old && c.Back != nil {
			back--
		}
		return old
	})
	return t
}

// judging is what the books are judged by, and on whose account.
type judging struct {
	plan  Plan
	state State
	duty  Duty
	by    Actor // who books; the zero Actor when nobody does
	cause Cause
	now   time.Time
}

// alert marks the levels that the books reach and nobody was told of, and tells
// the budget owner: one message for each period, however many levels. What is not
// urgent is told while people work, see Level.urgent.
func (b Books) alert(x judging) Effects {
	var e Effects
	p, s, d, now := x.plan, x.state, x.duty, x.now
	for _, period := range b.periods() {
		on := period.firstDay()
		a := AllowanceOf(p, on)
		if a.Period != period {
			continue
		}
		t, _ := b[period].Within(a)
		b[period] = t
		fresh := t.fresh(p, s, on)
		if len(fresh) == 0 {
			continue
		}
		at := now
		if s.Stage != Draft && !slices.ContainsFunc(fresh, func(l Level) bool { return l.urgent(a) }) {
			at = x.morning()
		}
		t = t.cross(fresh, s, x.cause, at, now)
		if at.After(now) {
			e.Arm = append(e.Arm, budgetTimer(t, at))
			b[period] = t
			continue
		}
		if slices.ContainsFunc(b[period].Crossed, Crossing.waits) { // they are told with it
			e.Disarm = append(e.Disarm, budgetTimer(t, at).Key)
		}
		var told []Notice
		b[period], told = t.tell(p, s, d, now)
		e.Notices = append(e.Notices, told...)
	}
	return e
}

// cross notes that levels were reached, which is told at that time.
func (t SpendTotal) cross(fresh []Level, s State, cause Cause, told, now time.Time) SpendTotal {
	t.Crossed = slices.Clone(t.Crossed)
	for _, l := range fresh {
		c := Crossing{Level: l.Key, Words: l.Words(), Of: l.At, At: t.Reached(l), Cause: cause, Draft: s.Stage == Draft}
		if c.At.IsZero() { // else: while the plan was a draft
			c.At = now
		}
		if told.After(now) {
			c.Wait = told
		}
		if cause == CauseBooked && slices.ContainsFunc(t.Crossed, func(c Crossing) bool { return c.Level == l.Key }) {
			c.Cause = CauseAgain
		}
		t.Crossed = append(t.Crossed, c)
	}
	return t
}

// fresh are the levels that are reached and were not told. What only the importer
// of a draft heard was not told once the plan runs.
func (t SpendTotal) fresh(p Plan, s State, on Day) []Level {
	levels, _ := Levels(p, on)
	return slices.DeleteFunc(levels, func(l Level) bool {
		return !l.reachedBy(t) || slices.ContainsFunc(t.Crossed, func(c Crossing) bool {
			return c.Level == l.Key && c.Back == nil && (!c.Draft || s.Stage == Draft)
		})
	})
}

// reachedBy reports whether a total is at the level or above it, exactly.
func (l Level) reachedBy(t SpendTotal) bool { return t.Of(l.At).Amount.GreaterThanOrEqual(l.At.Amount) }

// JudgeBudget tells the levels that a period's spend stands at although nothing is
// booked now: because the plan runs from now on, or its document has another
// budget. t is the total of the allowance's period today.
func JudgeBudget(p Plan, s State, t SpendTotal, d Duty, cause Cause, now time.Time) Effects {
	books := Books{t.Period: t}
	told := books.alert(judging{plan: p, state: s, duty: d, cause: cause, now: wholeSecond(now)})
	_, changed := t.Within(AllowanceOf(p, t.Period.firstDay()))
	if len(told.Notices)+len(told.Arm) == 0 && (!changed || len(t.Sums) == 0) {
		return Effects{}
	}
	told.Put = []Record{books[t.Period]}
	return told
}

// Facts of a budget's alert, beside FactAgent.
const (
	FactPlan    = "plan"    // id
	FactPeriod  = "period"  // "2026-07" or "2026"
	FactSpent   = "spent"   // in words: "$1,640"
	FactBudget  = "budget"  // in words; missing: the plan has none
	FactPercent = "percent" // of the budget, see Allowance.Percent
	FactDaily   = "daily"   // of a daily budget: "$75 × 31 days"
	FactLevels  = "levels"  // newly reached, a line each
	FactTrigger = "trigger" // the pause trigger that one of them may meet, as the plan has it
	FactPause   = "pause"   // "yes": the plan wants a pause at one of them
	FactCenter  = "center"  // cost centre, as the plan has it
	FactRouting = "routing" // routing rules, as the plan has them
	FactLimits  = "limits"  // usage limits, as the plan has them
	FactOwner   = "owner"   // the budget owner's roles, as the plan has them
	FactStandIn = "standin" // "yes": nobody fills them, the plan owner hears instead
	FactDraft   = "draft"   // "yes": only the importer hears
	FactAlert   = "alert"   // which message of the period it is, from 1
	FactCause   = "cause"   // why the levels are told now, see Cause
	FactReached = "reached" // instant at which the first of them was, when that waited for the morning
)

func budgetNotice(p Plan, s State, d Duty, a Allowance, t SpendTotal, fresh []Level, alert int, cause Cause) Notice {
	var spent, reached []string
	f := map[string]string{
		FactPlan: string(p.ID), FactAgent: s.Agent, FactPeriod: string(t.Period),
		FactAlert: strconv.Itoa(alert), FactCause: string(cause),
	}
	for _, l := range fresh {
		if sum := t.Of(l.At).String(); !slices.Contains(spent, sum) { // without a budget, levels may be in several currencies
			spent = append(spent, sum)
		}
		reached = append(reached, l.Words())
		if l.Pause {
			f[FactPause] = yes
		}
		put(f, FactTrigger, l.Trigger)
	}
	f[FactSpent], f[FactLevels] = strings.Join(spent, " and "), strings.Join(reached, "\n")
	if a.Has {
		f[FactBudget] = a.String()
		if percent, ok := a.Percent(t.Of(a.Quantity).Quantity); ok {
			f[FactPercent] = percent
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
