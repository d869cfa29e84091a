package commands

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdDoctor = &Command{
	Name: "doctor", Short: "What needs somebody: messages not delivered, roles nobody fills, channels I am not in", Needs: rollout.RightPlanRead,
	Run: doctor,
}

// Health is how what happens by itself is doing, as far as the store does not
// say it.
type Health struct {
	Trouble string // why nothing can be sent or done now, in Slack's words; ""
	Since   time.Time
	Sick    int           // timers whose rule failed and is tried again
	Overdue time.Duration // of the longest due timer
	Late    time.Duration // how late timers fire: the 99th percentile of the newest
}

const (
	// slowQueue and slowTimer are when a delay needs somebody: twice what the bot
	// promises of itself.
	slowQueue = 5 * time.Minute
	slowTimer = 2 * time.Minute
)

func doctor(c *Call) (Reply, error) {
	if err := c.done(); err != nil {
		return Reply{}, err
	}
	var checks []view.Check
	var gone view.GivenUp
	err := c.View(func(tx store.Tx) error {
		h, err := store.House(tx)
		if err != nil {
			return err
		}
		if err := c.may(rollout.RightPlanRead, rollout.State{}, rollout.Duty{House: h}); err != nil {
			return err
		}
		queue, parked, err := c.checkQueue(tx)
		if err != nil {
			return err
		}
		gone = parked
		gone.MayRetry = c.may(rollout.RightRetry, rollout.State{}, rollout.Duty{House: h}) == nil
		plans, err := c.checkPlans(tx)
		if err != nil {
			return err
		}
		fallback, err := checkChannel(tx, "Fallback channel", h.Fallback)
		if err != nil {
			return err
		}
		head, err := store.AuditHead(tx)
		if err != nil {
			return err
		}
		checks = append(append(queue, plans...), fallback, view.Check{
			What: "Store", Well: true, Says: "answers; entries in the record: " + strconv.FormatUint(head.Seq, 10),
		})
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	if c.d.Health != nil {
		checks = append(c.checkEngine(c.d.Health(c.ctx)), checks...)
	}
	return say(view.Doctor(checks, gone, c.Now)), nil
}

// checkEngine looks at the link to Slack and at the timers.
func (c *Call) checkEngine(h Health) []view.Check {
	link := view.Check{What: "Link to Slack", Well: h.Trouble == "", Says: "messages go out"}
	if !link.Well {
		link.Says = "nothing can be sent: " + h.Trouble
		link.Fix = "Look at the app's token and scopes; what is owed waits and is sent then."
	}
	timers := view.Check{What: "Timers", Well: h.Sick == 0 && h.Overdue < slowTimer, Says: "fire on time, at most " + lateness(h.Late) + " late"}
	if !timers.Well {
		timers.Says = fmt.Sprintf("%d failed and are tried again; the longest due waits %s", h.Sick, view.Duration(h.Overdue))
		timers.Fix = "The log says why."
	}
	return []view.Check{link, timers}
}

// lateness words a delay that is mostly far below a second.
func lateness(d time.Duration) string {
	if d < time.Second {
		return fmt.Sprintf("%d ms", d.Milliseconds())
	}
	return view.Duration(d)
}

func (c *Call) checkQueue(tx store.Tx) ([]view.Check, view.GivenUp, error) {
	q, err := store.Queue(tx)
	if err != nil {
		return nil, view.GivenUp{}, err
	}
	waits := time.Duration(0)
	if !q.Oldest.IsZero() {
		waits = max(0, c.Now.Sub(q.Oldest))
	}
	queue := view.Check{What: "Messages on their way", Well: waits < slowQueue, Says: fmt.Sprint(q.Ready + q.Sending + q.Unknown)}
	if !queue.Well {
		queue.Says += ", the oldest for " + view.Duration(waits)
		queue.Fix = "They are tried again by themselves; the log says what Slack answers."
	}
	given := view.Check{What: "Messages given up", Well: q.Parked == 0, Says: fmt.Sprint(q.Parked)}
	if !given.Well {
		given.Fix = "Their people heard by another way or not at all; see below."
	}
	rows, err := store.Parked(tx, 0, view.MostGivenUp)
	if err != nil {
		return nil, view.GivenUp{}, err
	}
	gone := view.GivenUp{Total: q.Parked}
	for _, r := range rows {
		p := view.Parked{
			Number: r.Seq, Card: r.Kind == store.CardRow, Kind: r.Kind, Subject: r.Subject, To: r.To, Why: r.Error, Since: r.Ended, Elsewhere: r.Instead != 0,
		}
		if p.Masked, err = c.maskedRow(tx, r); err != nil {
			return nil, view.GivenUp{}, err
		}
		gone.Oldest = append(gone.Oldest, p)
	}
	return []view.Check{queue, given}, gone, nil
}

// maskedRow reports whether a message is about a private incident that the asker
// may not see: not even to whom it was to go is for them.
func (c *Call) maskedRow(tx store.Tx, r store.Row) (bool, error) {
	if r.About() != (rollout.Incident{}).Kind() {
		return false, nil
	}
	in, err := store.Incident(tx, r.Subject)
	if errors.Is(err, store.ErrNotFound) {
		return r.Private, nil
	}
	if err != nil {
		return true, err
	}
	p, err := store.Plan(tx, in.Plan)
	if err != nil {
		return true, err
	}
	h, err := store.House(tx)
	if err != nil {
		return true, err
	}
	l, err := listed(tx, p, in, c.viewer(h))
	return l.Masked, err
}

// checkPlans looks for roles that nobody fills and homes that the bot is not in,
// or that are missing. Of each it names a few plans and counts the rest.
func (c *Call) checkPlans(tx store.Tx) ([]view.Check, error) {
	unfilled, err := store.Unfilled(tx)
	if err != nil {
		return nil, err
	}
	out, err := few(slices.Sorted(maps.Keys(unfilled)), "Roles", "that nobody fills", func(id rollout.PlanID) (view.Check, error) {
		k, err := deskOf(tx, id)
		return unfilledCheck(k), err
	})
	if err != nil {
		return nil, err
	}
	homeless, err := store.HomelessPlans(tx, 0)
	if err != nil {
		return nil, err
	}
	none, err := few(homeless, "Home", "none", func(id rollout.PlanID) (view.Check, error) {
		s, err := store.State(tx, id)
		return view.Check{
			What: "Home of " + view.Line(s.Agent), Says: "none; its cards go to the plan owner's direct messages",
			Fix: "Type `/rollout in " + string(id) + " plan link` in its channel.",
		}, err
	})
	if err != nil {
		return nil, err
	}
	shut, err := homesIn(tx)
	if err != nil {
		return nil, err
	}
	closed, err := few(slices.Sorted(maps.Keys(shut)), "Home", "a channel that I cannot post in", func(id rollout.PlanID) (view.Check, error) {
		s, err := store.State(tx, id)
		if err != nil {
			return view.Check{}, err
		}
		return checkChannel(tx, "Home of "+view.Line(s.Agent), shut[id])
	})
	if err != nil {
		return nil, err
	}
	deaf, err := rolesIn(tx)
	if err != nil {
		return nil, err
	}
	vacant, err := vacantOffices(tx)
	if err != nil {
		return nil, err
	}
	if out = slices.Concat(vacant, deaf, out, none, closed); len(out) > 0 {
		return out, nil
	}
	names, err := store.PlanNames(tx)
	says := fmt.Sprintf("%d, every role is filled and every channel of theirs has me in it", len(names))
	if len(names) == 0 {
		says = "none yet"
	}
	return []view.Check{{What: "Plans", Well: true, Says: says}}, err
}

// vacantOffices are the plans whose owner or rollout lead has a closed account.
func vacantOffices(tx store.Tx) ([]view.Check, error) {
	gone, err := store.ClosedAccounts(tx)
	if err != nil {
		return nil, err
	}
	var plans []rollout.PlanID
	checks := map[rollout.PlanID]view.Check{}
	for _, u := range gone {
		held, err := store.PlansOf(tx, u)
		if err != nil {
			return nil, err
		}
		who, err := store.Person(tx, u)
		if err != nil {
			return nil, err
		}
		for _, id := range held {
			s, err := store.State(tx, id)
			if err != nil {
				return nil, err
			}
			offices := s.Offices(u)
			if len(offices) == 0 || s.Stage == rollout.Retired {
				continue
			}
			if _, again := checks[id]; !again {
				plans = append(plans, id)
			}
			office := rollout.RoleKey(offices[0])
			checks[id] = view.Check{
				What: "The " + office + " of " + view.Line(s.Agent), Says: "the account of " + view.Line(cmp.Or(who.Name, string(u))) + " is closed",
				Fix: "Type `/rollout in " + string(id) + " owner set " + office + " @name`.",
			}
		}
	}
	return few(plans, "The plan owner", "an account that is closed", func(id rollout.PlanID) (view.Check, error) { return checks[id], nil })
}

// unfilledCheck names the first roles of a plan that nobody fills, with the line
// that opens the form of all.
func unfilledCheck(k desk) view.Check {
	const most = 3
	var names []string
	for _, use := range k.plan.Unfilled(k.duty) {
		names = append(names, use.Name)
	}
	c := view.Check{What: "Roles of " + view.Line(k.state.Agent)}
	if len(names) == 0 {
		c.Well, c.Says = true, "all filled"
		return c
	}
	c.Says = fmt.Sprintf("%d filled by nobody: %s", len(names), view.List(names, most))
	c.Fix = fmt.Sprintf("Type `/rollout in %s owner set`: one form for all.", k.state.Plan)
	return c
}

// rolesIn are the channels that fill roles and in which the bot cannot post: who
// is to be told there hears nothing. Private areas live in such channels. Of
// those channels it names a few with their roles, and counts the rest.
func rolesIn(tx store.Tx) ([]view.Check, error) {
	const most = 10
	shut, err := store.ShutChannels(tx)
	if err != nil {
		return nil, err
	}
	var out []view.Check
	more := 0
	for _, ch := range shut {
		roles, err := store.RolesFilledBy(tx, rollout.In(ch), 2)
		switch {
		case err != nil:
			return nil, err
		case len(roles) == 0:
			continue
		case len(out) == most:
			more++
			continue
		}
		check, err := checkChannel(tx, "", ch)
		if err != nil {
			return nil, err
		}
		role := roles[0]
		check.What = "Role " + view.Excerpt(role.Name, 60)
		if role.Plan != rollout.AllPlans {
			s, err := store.State(tx, role.Plan)
			if err != nil {
				return nil, err
			}
			check.What += " of " + view.Line(s.Agent)
		}
		if len(roles) > 1 {
			check.What += " and others"
		}
		check.Says += ", so nobody hears what is said there"
		out = append(out, check)
	}
	if more > 0 {
		out = append(out, view.Check{What: fmt.Sprintf("%d more channels that fill roles", more), Says: "I cannot post in them", Fix: "They are shown once these are mended."})
	}
	return out, nil
}

// few are the checks of the first plans of a list that all have the same trouble,
// and one that counts the others.
func few(plans []rollout.PlanID, what, trouble string, check func(rollout.PlanID) (view.Check, error)) ([]view.Check, error) {
	const most = 10
	var out []view.Check
	for _, id := range plans[:min(most, len(plans))] {
		one, err := check(id)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	if more := len(plans) - most; more > 0 {
		out = append(out, view.Check{What: fmt.Sprintf("%s of %d more agents", what, more), Says: trouble, Fix: "They are shown once these are mended."})
	}
	return out, nil
}

// homesIn are the plans whose home is a channel that the bot cannot post in.
func homesIn(tx store.Tx) (map[rollout.PlanID]rollout.ChannelID, error) {
	shut, err := store.ShutChannels(tx)
	if err != nil {
		return nil, err
	}
	homes := map[rollout.PlanID]rollout.ChannelID{}
	for _, ch := range shut {
		id, lives, err := store.PlanByHome(tx, ch)
		if err != nil {
			return nil, err
		}
		if lives {
			homes[id] = ch
		}
	}
	return homes, nil
}

// checkChannel looks whether the bot can post in a channel, as far as it knows.
func checkChannel(tx store.Tx, what string, id rollout.ChannelID) (view.Check, error) {
	ch, err := store.Channel(tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return view.Check{What: what, Well: true, Says: "not looked at yet; it is when something goes there"}, nil
	}
	if err != nil {
		return view.Check{}, err
	}
	check := view.Check{What: what, Well: ch.Open(), Says: "#" + ch.Name}
	switch {
	case ch.Archived:
		check.Says, check.Fix = "#"+ch.Name+" is archived", "Choose another channel."
	case !ch.BotIn:
		check.Says, check.Fix = "I am not in #"+ch.Name, "Type `/invite @rollout` there."
	}
	return check, nil
}
