package commands

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdApprove = &Command{
	Name: "approve", Args: "[ID]", Short: "Approve what somebody asks for; who asks never decides",
	Needs: rollout.RightDecide, Run: func(c *Call) (Reply, error) { return c.decide(true) },
}

var cmdDecline = &Command{
	Name: "decline", Args: "[ID] because TEXT", Short: "Decline what somebody asks for, and say why",
	Long:  "Without a reason it opens a form.",
	Needs: rollout.RightDecide, Run: func(c *Call) (Reply, error) { return c.decide(false) },
}

// approvable is what a kind of approval means: the hash of what would be
// approved now, "" when nothing is left of it, whether that has got worse than what
// was asked about (nil: it cannot), and what approving and what declining it does.
type approvable struct {
	hash  func(tx store.Tx, k desk, a rollout.Approval) (string, error)
	worse func(tx store.Tx, k desk, a rollout.Approval, now time.Time) (bool, error)
	carry func(tx store.Tx, k desk, a rollout.Approval, by rollout.Actor, now time.Time) (rollout.Effects, error)
	drop  func(tx store.Tx, k desk, a rollout.Approval, by rollout.Actor, now time.Time) (rollout.Effects, error) // what declining it does; nil: nothing
}

// approvables has a row for every kind of approval; a test lists kinds without.
var approvables = map[rollout.ApprovalKind]approvable{
	rollout.ApproveWaiver: {hash: waiverHash, worse: waiverWorse, carry: waive},
	rollout.ApproveResume: {hash: resumeHash, carry: resume, drop: stayPaused},
}

// decide approves or declines what a line, a button or a form names.
func (c *Call) decide(yes bool) (Reply, error) {
	id, err := c.approvalID()
	if err != nil {
		return Reply{}, err
	}
	because := clean(c.Fields["because"])
	if c.Fields == nil {
		if word := c.Line.Peek(); yes && word != "" && word != "because" { // "not yet" must let nothing out
			rest := c.Line.Left()
			return Reply{}, c.unknown("approve "+id+" "+plainText(rest), "decline "+id+" because "+rest, "approve "+id+" because "+rest)
		}
		because = c.because()
	}
	if !yes && because == "" && c.Fields == nil {
		return c.askWhyNot(id)
	}
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		a, e, err := c.decided(tx, id, yes, because)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		return c.approvalReceipt(decisionVerb(yes), a, len(e.Put) > 0), e, nil
	})
}

// notYours is the answer to a decision that waits for somebody else.
type notYours struct{ *rollout.NotYours }

func (n *notYours) Unwrap() error { return n.NotYours }

func (n *notYours) card() view.Card { return view.NotYours(n.NotYours) }

// decideWhich is the answer to a decision that names nothing: what waits for the
// asker, each with the button that decides it.
type decideWhich struct {
	asked   []rollout.Approval
	pauses  []rollout.Pause
	offer   view.Decision
	because string
}

func (w *decideWhich) Error() string { return "no request is named" }

func (w *decideWhich) card() view.Card {
	return view.ApprovalsForYou(w.asked, w.pauses, w.offer, w.because)
}

func decisionVerb(yes bool) rollout.Verb {
	if yes {
		return rollout.VerbApprove
	}
	return rollout.VerbDecline
}

// decided is the decision, and with a yes everything that it carries out.
func (c *Call) decided(tx store.Tx, id string, yes bool, because string) (rollout.Approval, rollout.Effects, error) {
	a, k, err := c.approval(tx, id)
	if err != nil {
		return a, rollout.Effects{}, err
	}
	kind := approvables[a.For]
	hash, err := kind.hash(tx, k, a)
	if err != nil {
		return a, rollout.Effects{}, err
	}
	if kind.worse != nil && yes && a.State == rollout.ApprovalOpen && slices.Contains(a.Deciders(k.duty), c.Person.ID) {
		worse, err := kind.worse(tx, k, a, c.Now)
		if err != nil {
			return a, rollout.Effects{}, err
		}
		if worse {
			a, e := rollout.Supersede(a, rollout.WhyWorse, c.Now)
			return a, e, nil
		}
	}
	a, e, err := rollout.Decide(a, yes, because, hash, c.Actor(), k.duty, c.Now)
	var no *rollout.NotYours
	if errors.As(err, &no) {
		err = &notYours{no}
	}
	do := kind.drop // declined, or superseded because it reads otherwise by now
	if a.State == rollout.ApprovalApproved {
		do = kind.carry
	}
	if err != nil || len(e.Put) == 0 || do == nil {
		return a, e, err
	}
	more, err := do(tx, k, a, c.Actor(), c.Now)
	e.Join(more)
	return a, e, err
}

// approval loads an approval and its plan, for somebody whose account may
// decide at all. Whom it waits for, the rule says.
func (c *Call) approval(tx store.Tx, id string) (rollout.Approval, desk, error) {
	a, err := store.Approval(tx, id)
	if errors.Is(err, store.ErrNotFound) {
		return a, desk{}, rollout.Problemf(rollout.Missing, "`/rollout approvals` lists what is open.",
			"There is no %s. Nothing was changed.", id)
	}
	if err != nil {
		return a, desk{}, err
	}
	k, err := deskOf(tx, a.Plan)
	if err != nil {
		return a, k, err
	}
	if k.duty, err = dutyOf(tx, k.plan, a.Roles...); err != nil {
		return a, k, err
	}
	return a, k, c.may(rollout.RightDecide, k.state, k.duty)
}

// askWhyNot opens the form for a reason, for who may decide; to everybody else
// it says at once what would be said after they have written one.
func (c *Call) askWhyNot(id string) (Reply, error) {
	var a rollout.Approval
	err := c.View(func(tx store.Tx) (err error) {
		var k desk
		if a, k, err = c.approval(tx, id); err != nil {
			return err
		}
		_, _, err = rollout.Decide(a, true, "", a.Hash, c.Actor(), k.duty, c.Now)
		var no *rollout.NotYours
		if errors.As(err, &no) {
			err = &notYours{no}
		}
		return err
	})
	switch {
	case err != nil:
		return Reply{}, err
	case a.State != rollout.ApprovalOpen:
		return say(view.ApprovalSettled(a, false, c.Now)), nil
	}
	f := view.DeclineForm(a)
	return Reply{Form: &f}, nil
}

// because takes a reason, with or without the word before it.
func (c *Call) because() string {
	c.Line.Take("because")
	return c.Line.Rest()
}

func (c *Call) approvalReceipt(verb rollout.Verb, a rollout.Approval, changed bool) rollout.Receipt {
	return rollout.Receipt{Verb: verb, Subject: a.ID, Facts: c.moment(changed, "approval", frozen(a))}
}

// answerApproval words what was asked for or decided.
func answerApproval(_ *Call, r rollout.Receipt) (Reply, error) {
	a, err := thawed[rollout.Approval](r, "approval")
	if err != nil {
		return Reply{}, err
	}
	changed, at, err := momentOf(r)
	if err != nil {
		return Reply{}, err
	}
	switch r.Verb {
	case rollout.VerbAsk:
		return say(view.ApprovalAsked(a)), nil
	case rollout.VerbReword:
		return say(view.ApprovalReworded(a, changed)), nil
	}
	return say(view.ApprovalSettled(a, changed, at)), nil
}

var approvalIDs = regexp.MustCompile(`^(?:apr-?|#)?([0-9]{1,18})$`)

func asApprovalID(word string) (string, bool) {
	m := approvalIDs.FindStringSubmatch(strings.TrimRight(strings.ToLower(word), ":,."))
	if m == nil {
		return "", false
	}
	n := strings.TrimLeft(m[1], "0")
	if n == "" {
		n = "0"
	}
	return "APR-" + n, true
}

// approvalID is the approval that a line is about: the id at its front, else
// the one whose card the thread hangs on, else the only one that waits on the
// asker and may be declined by a word that does not name it. What could be several,
// or would let something out, is asked about with the words that were typed.
func (c *Call) approvalID() (string, error) {
	if id, ok := asApprovalID(c.Line.Peek()); ok {
		c.Line.Raw()
		return id, nil
	}
	id := ""
	var mine []rollout.Approval
	var pauses []rollout.Pause
	err := c.View(func(tx store.Tx) error {
		if card, err := store.CardByTS(tx, c.Conversation, c.Thread); err == nil && card.Kind == (rollout.Approval{}).Kind() {
			id = card.Subject
			return nil
		} else if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		plans, err := store.PlansAsking(tx)
		if err != nil {
			return err
		}
		for _, plan := range plans {
			if c.named != "" && plan != c.named {
				continue
			}
			s, err := store.State(tx, plan)
			if err != nil {
				return err
			}
			waits, err := c.approvalWaits(tx, s)
			if err != nil {
				return err
			}
			for _, w := range waits {
				mine = append(mine, *w.Approval)
			}
		}
		asked, err := c.openPauses(tx)
		for _, r := range asked {
			if r.Whose == view.ForYou {
				pauses = append(pauses, *r.Pause)
			}
		}
		return err
	})
	if err != nil || id != "" {
		return id, err
	}
	decline, offer := c.Cmd.Name == "decline", view.OfferApprove
	switch word := c.Line.Peek(); {
	case decline:
		offer = view.OfferDecline
	case word != "" && word != "because": // "approve not yet" may say no
		offer = view.OfferBoth
	}
	switch {
	case len(mine)+len(pauses) == 0:
		return "", &which{verb: c.Cmd.Name, sample: "APR-12"}
	case len(mine) == 1 && len(pauses) == 0 && decline:
		return mine[0].ID, nil
	}
	return "", &decideWhich{mine, pauses, offer, c.because()}
}

// openApprovals are those of a plan that nobody has decided, and who fills the
// roles that decide them.
func openApprovals(tx store.Tx, plan rollout.PlanID) ([]rollout.Approval, rollout.Duty, error) {
	asked, err := store.OpenApprovals(tx, plan)
	if err != nil || len(asked) == 0 {
		return nil, rollout.Duty{}, err
	}
	var roles []string
	for _, a := range asked {
		roles = append(roles, a.Roles...)
	}
	d, err := store.DutyOf(tx, plan, roles)
	return asked, d, err
}

// approvalVerb takes an id and the verb behind it. The id goes back to the
// line's front.
func (c *Call) approvalVerb(id string) (*Command, error) {
	c.Line.Raw()
	verb := c.Line.Peek()
	if verb != "approve" && verb != "decline" {
		return nil, c.unknown(strings.TrimSpace(id+" "+verb), "approve "+id, "decline "+id)
	}
	c.Line.Raw()
	c.Line = NewLine(id + " " + c.Line.Left())
	return c.command(verb), nil
}
