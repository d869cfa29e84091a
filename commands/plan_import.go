package commands

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdPlanImport = &Command{
	Name: "plan import", Args: "[text after a line break|posted file]", Short: "Read a filled-in plan in; the answer says what was understood",
	Long: "Paste the document after a line break, or post the file and mention me with `plan import`, or send it to me directly. " +
		"Importing again is the next version. Typed in a channel without a plan, that channel becomes its home.",
	Needs: rollout.RightImport, Run: importPlan,
}

func importPlan(c *Call) (Reply, error) {
	name, doc, err := c.document()
	if err != nil {
		return Reply{}, err
	}
	if doc == nil {
		return say(view.ImportHelp(len(c.d.Samples) > 0)), nil
	}
	read, err := planfile.Read(doc)
	if err != nil {
		return Reply{}, err
	}
	if read.Agent.Text == "" {
		return say(view.Imported(view.ImportAnswer{
			Plan: read, Fields: fieldsOf(read, rollout.State{}), DryRun: true,
			Questions: []view.Question{{Line: read.Agent.Line, Text: "Which agent is it?", Fix: "Write its name behind “Agent name:” and import again."}},
		})), nil
	}
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		return c.imported(tx, read, doc, name)
	})
}

// document is the plan that came with the request: a file, a sample, or what
// was pasted behind the command. nil when nothing came; never nil for a file.
func (c *Call) document() (name string, doc []byte, err error) {
	switch {
	case len(c.Files) > 1:
		return "", nil, rollout.Problemf(rollout.Invalid, "Post one plan at a time.", "%d files came at once, so nothing was imported.", len(c.Files))
	case len(c.Files) == 1 && !c.Line.Empty():
		return "", nil, rollout.Problemf(rollout.Invalid, "Post the file with `plan import` alone, or paste the text without a file.",
			"A file came, and a text behind `plan import` too, so nothing was imported.")
	case len(c.Files) == 1:
		return c.Files[0].Name, append([]byte{}, c.Files[0].Content...), nil
	case c.Line.Peek() == "sample" && !strings.Contains(c.Line.Left(), "\n"):
		c.Line.Raw()
		return c.sample(c.Line.Rest())
	case c.Line.Empty():
		return "", nil, nil
	}
	// What stands behind the first line break is the document, byte for byte.
	if _, after, ok := strings.Cut(c.Request.Line, "\n"); ok && NewLine(after).Left() == c.Line.Left() {
		return "", []byte(plainText(after)), nil
	}
	return "", []byte(plainText(c.Line.Left())), nil
}

func (c *Call) sample(name string) (string, []byte, error) {
	names := slices.Sorted(maps.Keys(c.d.Samples))
	if len(names) == 0 {
		return "", nil, rollout.Problemf(rollout.Missing, "Type `/rollout plan import` for the ways a plan comes in.", "There are no samples here, so nothing was imported.")
	}
	if name == "" {
		name = names[0]
	}
	doc, ok := c.d.Samples[name]
	if !ok {
		return "", nil, rollout.Problemf(rollout.Missing, "There is: "+strings.Join(names, ", ")+".",
			"There is no sample called “%s”, so nothing was imported.", clip(name, 60))
	}
	return name, doc, nil
}

// imported decides whether a document is a new plan or the next version of one,
// and stores it.
func (c *Call) imported(tx store.Tx, read rollout.Plan, doc []byte, name string) (rollout.Receipt, rollout.Effects, error) {
	none := rollout.Effects{}
	house, err := store.House(tx)
	if err != nil {
		return rollout.Receipt{}, none, err
	}
	old, err := c.known(tx, read.Agent.Value)
	if err != nil {
		return rollout.Receipt{}, none, err
	}
	goBy, err := store.PlansGoingBy(tx, read.Agent.Text)
	if err != nil {
		return rollout.Receipt{}, none, err
	}
	if err := rollout.FreeName(goBy, old, read.Agent.Text); err != nil {
		return rollout.Receipt{}, none, err
	}
	im := rollout.Import{Plan: read, Bytes: doc, Name: name}
	if old == nil {
		return c.newPlan(tx, im, house)
	}
	return c.nextVersion(tx, im, *old, house)
}

// newPlan stores a document as the first version of a plan.
func (c *Call) newPlan(tx store.Tx, im rollout.Import, house rollout.House) (rollout.Receipt, rollout.Effects, error) {
	none := rollout.Effects{}
	err := c.may(rollout.RightImport, rollout.State{}, rollout.Duty{House: house})
	if err != nil {
		return rollout.Receipt{}, none, err
	}
	im.Plan.ID = rollout.MakePlanID(im.Plan.Agent.Value, func(id rollout.PlanID) bool {
		_, looked := store.State(tx, id)
		if errors.Is(looked, store.ErrNotFound) {
			return false
		}
		err = cmp.Or(err, looked)
		return looked == nil
	})
	if err != nil {
		return rollout.Receipt{}, none, err
	}
	im.Plan.Version = 1
	im.Plan, _ = planfile.Match(rollout.Plan{}, im.Plan, nil)
	im.Zone = cmp.Or(c.Person.Zone, house.Zone, c.d.Zone, "UTC")
	if im.Home, err = c.firstHome(tx); err != nil {
		return rollout.Receipt{}, none, err
	}
	s, e := rollout.ImportPlan(im, nil, c.Actor(), c.Now)
	return importReceipt(im.Plan, s), e, nil
}

// nextVersion stores a document as the next version of a plan, unless it is the
// newest one byte for byte.
func (c *Call) nextVersion(tx store.Tx, im rollout.Import, old rollout.State, house rollout.House) (rollout.Receipt, rollout.Effects, error) {
	none := rollout.Effects{}
	if err := c.may(rollout.RightReimport, old, rollout.Duty{House: house}); err != nil {
		return rollout.Receipt{}, none, err
	}
	before, err := store.Plan(tx, old.Plan)
	if err != nil {
		return rollout.Receipt{}, none, err
	}
	if before.Hash == im.Plan.Hash {
		return rollout.Receipt{Verb: rollout.VerbImport, Subject: string(old.Plan), Facts: facts("same", "true")}, none, nil
	}
	im.Plan.ID, im.Plan.Version = before.ID, before.Version+1
	var asked []planfile.Question
	im.Plan, asked = planfile.Match(before, im.Plan, nil)
	runs, err := store.Waves(tx, old.Plan)
	if err != nil {
		return rollout.Receipt{}, none, err
	}
	if err := rollout.KeepsRunning(im.Plan, runs); err != nil {
		return rollout.Receipt{}, none, err
	}
	s, e := rollout.ImportPlan(im, &old, c.Actor(), c.Now)
	receipt := importReceipt(im.Plan, s)
	receipt.Facts["changes"] = frozen(rollout.ChangedFields(fieldsOf(before, old), fieldsOf(im.Plan, old), rollout.MovesUndone(before, im.Plan, runs)))
	if len(asked) > 0 {
		receipt.Facts["asked"] = frozen(asked)
	}
	return receipt, e, nil
}

// importReceipt freezes the state in which an import has left a plan.
func importReceipt(p rollout.Plan, s rollout.State) rollout.Receipt {
	return rollout.Receipt{Verb: rollout.VerbImport, Subject: string(p.ID), Facts: facts("version", strconv.Itoa(p.Version), "state", frozen(s))}
}

// known is the plan that a document is the next version of: the one named
// before it, else the one whose agent has the same name. nil when it is new.
func (c *Call) known(tx store.Tx, agent string) (*rollout.State, error) {
	if c.named != "" {
		s, err := store.State(tx, c.named)
		return &s, err
	}
	goBy, err := store.PlansGoingBy(tx, agent)
	if err != nil {
		return nil, err
	}
	return rollout.NextVersionOf(goBy, agent), nil
}

// firstHome is the home of a plan that is imported where the request came from.
func (c *Call) firstHome(tx store.Tx) (rollout.ChannelID, error) {
	if c.Channel == "" {
		return "", nil
	}
	_, taken, err := store.PlanByHome(tx, c.Channel)
	if err != nil {
		return "", err
	}
	ch, err := store.Channel(tx, c.Channel)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return rollout.FirstHome(ch, taken), err
}

// answerImport words an import of the version and in the state that its receipt
// keeps. Only who fills the roles is told as it is now.
func answerImport(c *Call, r rollout.Receipt) (Reply, error) {
	a := view.ImportAnswer{Same: r.Facts["same"] == "true"}
	var d rollout.Duty
	err := c.View(func(tx store.Tx) error {
		k, err := deskOf(tx, rollout.PlanID(r.Subject))
		a.Plan, a.State, d = k.plan, k.state, k.duty
		if err != nil || a.Same || r.Facts["version"] == strconv.Itoa(a.Plan.Version) {
			return err
		}
		a.Plan, err = readAgain(tx, a.Plan.ID, r.Facts["version"])
		return err
	})
	if err == nil && r.Facts["state"] != "" {
		a.State, err = thawed[rollout.State](r, "state")
	}
	if err != nil {
		return Reply{}, err
	}
	a.Fields = fieldsOf(a.Plan, a.State)
	a.Roles, a.Unfilled = a.Plan.Roles(), a.Plan.Unfilled(d)
	a.Questions = questions(a)
	if r.Facts["changes"] != "" {
		if a.Changes, err = thawed[[]rollout.FieldChange](r, "changes"); err != nil {
			return Reply{}, err
		}
	}
	var asked []planfile.Question
	if r.Facts["asked"] != "" {
		if asked, err = thawed[[]planfile.Question](r, "asked"); err != nil {
			return Reply{}, err
		}
	}
	for _, q := range asked {
		a.Questions = append(a.Questions, view.Question{
			Text: q.Text, Fix: "It counts as new; the old row's history stays with the old name.",
		})
	}
	a.Plan.Findings = rollout.Lacks(a.Plan.Findings, a.Fields)
	return say(view.Imported(a)), nil
}

// readAgain is the reading of an older version of a plan, made from its
// document: only the newest reading is stored.
func readAgain(tx store.Tx, id rollout.PlanID, version string) (rollout.Plan, error) {
	n, err := strconv.Atoi(version)
	if err != nil {
		return rollout.Plan{}, err
	}
	doc, err := store.Document(tx, id, n)
	if err != nil {
		return rollout.Plan{}, err
	}
	p, err := planfile.Read(doc.Bytes)
	p.ID, p.Version = id, n
	return p, err
}

// questions are the fields that do not act until somebody mends them, each
// with the reader's reason and what it advises to write.
func questions(a view.ImportAnswer) []view.Question {
	var out []view.Question
	for _, f := range a.Fields {
		if f.Status != rollout.Unclear {
			continue
		}
		q := view.Question{Line: f.Line, About: view.FieldName(f), Text: "“" + f.Text + "” is not clear.", Fix: f.Fix}
		if f.Why != "" {
			q.Text = f.Why
		}
		out = append(out, q)
	}
	return out
}
