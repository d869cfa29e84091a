package commands

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// Command is one thing that can be asked for. Help, usage errors and the
// README's table are made from these fields.
type Command struct {
	Name  string // as typed: "incident ack"
	Args  string // "[ID]", in help's notation
	Short string // one line: what it does
	Long  string // more, for `help NAME`
	Needs rollout.Right
	Run   func(*Call) (Reply, error)
}

// All is every command, in the order of help.
var All []*Command

func init() {
	All = []*Command{
		cmdStatus, cmdHelp, cmdReport,
		cmdPlanImport, cmdPlanActivate, cmdPlanShow, cmdPlanConfirm, cmdPlanLink,
		cmdOwnerList, cmdOwnerSet,
		cmdIncidentOpen, cmdIncidentList, cmdIncidentShow, cmdIncidentAck, cmdIncidentRelease,
		cmdIncidentNote, cmdIncidentResolve,
		cmdOncall,
	}
}

// Dispatcher turns requests into replies.
type Dispatcher struct {
	Store store.Store
	Clock Clock
	Log   *slog.Logger
	// Nudge is called after every change, so that the engine looks at once
	// for what became due.
	Nudge func()
	// Command is the slash command's own name in this installation.
	Command string
	// Zone is for plans imported by somebody whose own zone is not known.
	Zone string
	// Samples are plans that can be tried without writing one, by name; nil
	// where there are none.
	Samples map[string][]byte
}

// Call is one request on its way through a command.
type Call struct {
	Request
	Now  time.Time
	Line *Line // what is left of the line
	Cmd  *Command

	ctx   context.Context
	d     *Dispatcher
	named rollout.PlanID // by "in NAME" or a name alone
	body  string         // hash of what was asked, for the inbox
}

// Do answers a request. It never fails: what went wrong becomes words.
func (d *Dispatcher) Do(ctx context.Context, r Request) Reply {
	c := d.call(ctx, r)
	reply, err := d.try(c)
	if err != nil {
		reply = d.explain(c, err)
	}
	return d.called(reply)
}

// Try is Do for callers that tell a refusal from an answer, such as the command
// line: its error is a *rollout.Problem where a person can mend it.
func (d *Dispatcher) Try(ctx context.Context, r Request) (Reply, error) {
	reply, err := d.try(d.call(ctx, r))
	return d.called(reply), err
}

func (d *Dispatcher) call(ctx context.Context, r Request) *Call {
	return &Call{Request: r, Now: d.Clock.Now(), Line: NewLine(r.Line), ctx: ctx, d: d, body: hashOf(r)}
}

func (d *Dispatcher) try(c *Call) (reply Reply, err error) {
	defer func() {
		if v := recover(); v != nil {
			d.Log.Error("a command panicked", "line", firstWords(c.Request.Line), "panic", v, "stack", string(debug.Stack()))
			reply, err = Reply{}, fmt.Errorf("panic: %v", v)
		}
	}()
	return d.run(c)
}

// called gives the lines that an answer shows the command's own name.
func (d *Dispatcher) called(r Reply) Reply {
	if r.Card != nil {
		card := r.Card.Called(d.Command)
		r.Card = &card
	}
	return r
}

func (d *Dispatcher) run(c *Call) (Reply, error) {
	if c.Person.ID == "" {
		return Reply{}, errors.New("a request without a person")
	}
	if err := c.takePlan(); err != nil {
		return Reply{}, err
	}
	cmd, err := c.find()
	if err != nil {
		return Reply{}, err
	}
	c.Cmd = cmd
	return cmd.Run(c)
}

// takePlan takes "in NAME" from the line's front. Names and ids of plans are
// matched longest first, in whole words.
func (c *Call) takePlan() error {
	if c.Line.Peek() != "in" {
		return nil
	}
	states, err := c.states()
	if err != nil {
		return err
	}
	rest := *c.Line
	rest.Word()
	s, n := matchPlan(states, rest.Words())
	if n == 0 {
		return noSuchPlan(plainText(rest.Left()), states)
	}
	rest.Drop(n)
	*c.Line, c.named = rest, s.Plan
	return nil
}

// View reads in one snapshot.
func (c *Call) View(fn func(store.Tx) error) error { return c.d.Store.View(c.ctx, fn) }

// Change runs one action: load, decide and apply in one transaction. fn may
// run more than once and must depend on nothing but the transaction. A request
// key seen before changes nothing and gives the receipt of the first time.
func (c *Call) Change(fn func(store.Tx) (rollout.Receipt, rollout.Effects, error)) (rollout.Receipt, error) {
	// The closure may outlive an Update whose outcome is unknown: what it says
	// is read only after a plain yes or no.
	said := new(struct {
		receipt rollout.Receipt
		again   bool
	})
	err := c.d.Store.Update(c.ctx, func(tx store.Tx) error {
		said.receipt, said.again = rollout.Receipt{}, false
		if c.Key != "" {
			seen, ok, err := store.Seen(tx, c.Key, c.body)
			if err != nil {
				return err
			}
			if ok {
				said.receipt, said.again = seen, true
				return nil
			}
		}
		r, e, err := fn(tx)
		if err != nil {
			return err
		}
		if err := store.Apply(tx, c.Actor(), c.Now, e); err != nil {
			return err
		}
		said.receipt = r
		if c.Key == "" {
			return nil
		}
		return store.Remember(tx, c.Key, c.body, r, c.Now)
	})
	if err != nil {
		return rollout.Receipt{}, err
	}
	if !said.again && c.d.Nudge != nil {
		c.d.Nudge()
	}
	return said.receipt, nil
}

// Actor is who asks, for rules.
func (c *Call) Actor() rollout.Actor {
	return rollout.Actor{User: c.Person.ID, Person: c.Person, Via: c.Via}
}

// firstWords is as much of a line as a log may hold: the words that say which
// command it was, none of the text that people wrote.
func firstWords(line string) string {
	words := strings.Fields(line)
	return strings.Join(words[:min(2, len(words))], " ")
}
