package view_test

import (
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// The people of these stories: maya leads the rollout, lee is the data lead,
// dana runs HR operations, ada administers, priya reports.

// noon is a Wednesday in July, 13:05 in Berlin.
var noon = time.Date(2026, 7, 22, 11, 5, 0, 0, time.UTC)

func cell[T any](text string, value T) rollout.Cell[T] {
	return rollout.Cell[T]{Text: text, Status: rollout.Understood, Value: value}
}

func empty[T any]() rollout.Cell[T] { return rollout.Cell[T]{Status: rollout.Empty} }

func path(roles ...string) rollout.Cell[[]rollout.PathStep] {
	var steps []rollout.PathStep
	for _, r := range roles {
		steps = append(steps, rollout.PathStep{Roles: []string{r}})
	}
	return cell("as written", steps)
}

func within(amount string, c rollout.Counting) rollout.Cell[rollout.SLA] {
	return cell("as written", rollout.SLA{Answer: &rollout.Span{Amount: amount, Calendar: c}})
}

func policyAssistant() (rollout.Plan, rollout.State) {
	p := rollout.Plan{
		Schema: 1, ID: "policy-assistant", Version: 3, Agent: cell("Policy Assistant", "Policy Assistant"),
		Support: []rollout.SupportRow{
			{ID: "S1", Area: cell("User support", "User support"), Owner: cell("Service Desk", []string{"Service Desk"}), SLA: within("PT4H", rollout.Business), Path: path("Service Desk", "Rollout Lead")},
			{ID: "S2", Area: cell("Agent behavior issue", "Agent behavior issue"), Owner: empty[[]string](), SLA: empty[rollout.SLA](), Path: empty[[]rollout.PathStep]()},
			{ID: "S3", Area: cell("Data issue", "Data issue"), Owner: cell("Data Lead", []string{"Data Lead"}), SLA: within("PT1H", rollout.Wall), Path: path("HR Operations Lead", "Head of HR")},
			{ID: "S4", Area: cell("Security incident", "Security incident"), Owner: cell("Security On-call", []string{"Security On-call"}), SLA: within("PT15M", rollout.Wall), Path: path("CISO")},
		},
		Metrics: []rollout.Metric{{ID: "M1", Metric: cell("Task completion", ""), Owner: cell("Dana", []string{"HR Operations Lead"})}},
		Reviews: []rollout.ReviewItem{
			{ID: "R1", Item: cell("Access review", ""), Owner: cell("Lee", []string{"Data Lead"})},
			{ID: "R2", Item: cell("Data source review", ""), Owner: cell("Lee", []string{"Data Lead"})},
		},
		Cost: rollout.Cost{Owner: cell("Finance Partner", []string{"Finance Partner"})},
	}
	s := rollout.State{
		Schema: 1, Plan: p.ID, Agent: "Policy Assistant", Stage: rollout.RollingOut, Importer: "maya", PlanOwner: "maya", Acting: true,
		Zone: "Europe/Berlin", ZoneAssumed: true, Home: "agent-hr", Activated: noon.AddDate(0, 0, -9),
	}
	return p, s
}

func duty() rollout.Duty {
	return rollout.Duty{
		Roles: map[string][]rollout.Place{
			"service desk":       {rollout.In("ops")},
			"data lead":          {rollout.DM("lee")},
			"hr operations lead": {rollout.DM("dana"), rollout.In("ops")},
			"security on call":   {rollout.In("security")},
			"finance partner":    {rollout.DM("sam")},
		},
		Private:   map[rollout.ChannelID]bool{"security": true},
		PlanOwner: "maya", Home: "agent-hr",
		House: rollout.House{Admins: []rollout.UserID{"ada"}, Fallback: "fallback"},
	}
}

func by(u rollout.UserID) rollout.Actor {
	return rollout.Actor{User: u, Person: rollout.Person{ID: u, Account: rollout.Member}, Via: rollout.ByCommand}
}

// life is an incident that really lives: what is drawn is what the rules made.
type life struct {
	t    *testing.T
	in   rollout.Incident
	d    rollout.Duty
	now  time.Time
	last rollout.Effects
}

func open(t *testing.T, r rollout.Report, at time.Time) *life {
	t.Helper()
	p, s := policyAssistant()
	return openIn(t, p, s, duty(), r, at)
}

func openIn(t *testing.T, p rollout.Plan, s rollout.State, d rollout.Duty, r rollout.Report, at time.Time) *life {
	t.Helper()
	in, e, err := rollout.OpenIncident(p, s, 7, by("priya"), r, d, at)
	if err != nil {
		t.Fatal(err)
	}
	return &life{t: t, in: in, d: d, now: at, last: e}
}

// wake lets the next timer fire when it is due, or later, after downtime.
func (l *life) wake(late time.Duration) {
	l.t.Helper()
	timers := l.in.Timers()
	if len(timers) == 0 {
		l.t.Fatalf("%s waits for nothing", l.in.ID)
	}
	next := timers[0]
	for _, x := range timers {
		if x.Due.Before(next.Due) {
			next = x
		}
	}
	l.now = next.Due.Add(late)
	l.in, l.last = rollout.Wake(l.in, next, l.d, l.now)
}

func (l *life) ack(u rollout.UserID, after time.Duration) {
	l.t.Helper()
	l.now = l.now.Add(after)
	var err error
	if l.in, l.last, err = rollout.Ack(l.in, by(u), l.now); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) release(u rollout.UserID, after time.Duration) {
	l.t.Helper()
	l.now = l.now.Add(after)
	var err error
	if l.in, l.last, err = rollout.Release(l.in, by(u), l.d, l.now); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) resolve(u rollout.UserID, text string, after time.Duration) {
	l.t.Helper()
	l.now = l.now.Add(after)
	var err error
	if l.in, l.last, err = rollout.Resolve(l.in, by(u), text, l.d, l.now); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) card(title string) shown {
	return shown{title: title, card: view.IncidentCard(l.in, l.now)}
}

// notices are what the last move sends, in its order.
func (l *life) notices(title string) []shown {
	l.t.Helper()
	var all []shown
	for _, n := range l.last.Notices {
		c, err := view.Notice(n.Kind, n.Facts, &l.in, l.now)
		if err != nil {
			l.t.Fatal(err)
		}
		to := ""
		for _, target := range n.To {
			to += " " + string(target.To)
			if target.Thread {
				to += " (thread)"
			}
		}
		all = append(all, shown{title: title + " · " + string(n.Kind) + " to" + to, card: c})
	}
	return all
}
