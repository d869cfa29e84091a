package commands

import (
	"context"
	"errors"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// Command is one thing that can be asked for. Help, usage errors and the
// README's table are made from these fields.
type Command struct {
	Name  string // as typed: "incident ack"
	Args  string // "[ID]", in help's notation
	Short string // one line: what it does
	Long  string // more, for `help NAME`
	Bare  bool   // what its noun alone opens
	Needs rollout.Right
	Run   func(*Call) (Reply, error)
}

// All is every command, in the order of help.
var All = []*Command{
	cmdStatus, cmdTodo, cmdDone, cmdHelp, cmdReport,
	cmdPlanImport, cmdPlanActivate, cmdPlanShow, cmdPlanConfirm, cmdPlanLink,
	cmdOwnerList, cmdOwnerSet,
	cmdIncidentOpen, cmdIncidentList, cmdIncidentShow, cmdIncidentAck, cmdIncidentRelease,
	cmdIncidentNote, cmdIncidentResolve,
	cmdOncall, cmdAgents, cmdLog, cmdDoctor, cmdDoctorRetry,
	cmdPauseRequest, cmdPauseNow, cmdPauseApprove, cmdPauseDecline, cmdPauseStep, cmdPauseShow, cmdHold, cmdResume,
	cmdBudget, cmdSpend, cmdUndo, cmdReverse,
	cmdWaveList, cmdWaveShow, cmdWaveCheck, cmdWaveTick, cmdWaveUntick, cmdWaveWaive, cmdWaveNoCriteria,
	cmdWaveStart, cmdWaveComplete, cmdWaveMove, cmdWaveCancel,
	cmdApprovals, cmdApprove, cmdDecline,
	cmdReviewDue, cmdReviewDone, cmdReviewSkip, cmdReviewSnooze, cmdReviewCorrect, cmdReviewHistory,
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
	// Health says how what happens by itself is doing; nil where nothing does.
	Health func(context.Context) Health
}

// Call is one request on its way through a command.
type Call struct {
	Request
	Now  time.Time
	Line *Line // what is left of the line
	Cmd  *Command

	ctx     context.Context
	d       *Dispatcher
	all     []*Command
	named   rollout.PlanID          // by "in NAME" or a name alone
	body    string                  // hash of what was asked, for the inbox
	held    map[rollout.PlanID]bool // the asker's plans, once they were listed
	answers string                  // the question that a button of it was pressed for; "": none
	saved   bool                    // the change is durable: an error after it is not "nothing was changed"
}

// Do answers a request. It never fails: what went wrong becomes words.
func (d *Dispatcher) Do(ctx context.Context, r Request) Reply {
	c := d.call(ctx, r)
	reply, err := c.try()
	if err != nil {
		reply = d.explain(c, err)
	}
	return d.called(reply)
}

// Try is Do for callers that tell a refusal from an answer, such as the command
// line: its error is a *rollout.Problem where a person can mend it.
func (d *Dispatcher) Try(ctx context.Context, r Request) (Reply, error) {
	reply, err := d.call(ctx, r).try()
	return d.called(reply), err
}

// call reaches All for every command, so that none of them has to: help lists
// all commands and is one of them.
func (d *Dispatcher) call(ctx context.Context, r Request) *Call {
	return &Call{Request: r, Now: d.Clock.Now(), Line: NewLine(r.Line), ctx: ctx, d: d, all: All, body: hashOf(r)}
}

func (c *Call) try() (reply Reply, err error) {
	defer func() {
		if v := recover(); v != nil {
			reply, err = Reply{}, &store.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return c.run()
}

// called gives the lines that an answer shows the command's own name.
func (d *Dispatcher) called(r Reply) Reply {
	if r.Card != nil {
		card := r.Card.Called(d.Command)
		r.Card = &card
	}
	for field, text := range r.FieldErrors {
		r.FieldErrors[field] = view.Card{Text: text}.Called(d.Command).Text
	}
	return r
}

// run takes the request's way: a repeat gets its first answer; else the plan
// and the command are found, the account's right is checked, and the command
// runs. Rights that hang on the plan are checked with it, in desk.
func (c *Call) run() (Reply, error) {
	if c.Person.ID == "" {
		return Reply{}, errors.New("a request without a person")
	}
	if receipt, again, err := c.seen(); err != nil || again {
		if err != nil {
			return Reply{}, err
		}
		return c.answer(receipt)
	}
	c.takeQuestion()
	if receipt, again, err := c.answeredBefore(); err != nil || again {
		if err != nil {
			return Reply{}, err
		}
		return c.already(receipt)
	}
	if err := c.takePlan(); err != nil {
		return Reply{}, err
	}
	cmd, err := c.find()
	if err != nil {
		return Reply{}, err
	}
	c.Cmd = cmd
	if err := c.mayUse(cmd); err != nil {
		return Reply{}, err
	}
	return cmd.Run(c)
}

// takePlan takes "in NAME" from the line's front. Names and ids of plans are
// matched longest first, in whole words.
func (c *Call) takePlan() error {
	if c.Line.Peek() != "in" {
		return nil
	}
	rest := *c.Line
	rest.Raw()
	s, n, err := c.called(rest.Words())
	switch {
	case err != nil:
		return err
	case n > 0:
		rest.Drop(n)
		*c.Line, c.named = rest, s.Plan
		return nil
	case c.isTalk(): // "in the meantime it is off" is a note
		return nil
	}
	return c.View(func(tx store.Tx) error { return c.takePartOfName(tx, rest) })
}

// View reads in one snapshot.
func (c *Call) View(fn func(store.Tx) error) error { return c.d.Store.View(c.ctx, fn) }

// Actor is who asks, for rules.
func (c *Call) Actor() rollout.Actor {
	return rollout.Actor{User: c.Person.ID, Person: c.Person, Via: c.Via}
}
