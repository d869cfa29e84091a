package commands

import (
	"errors"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/planfile"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdPlanActivate = &Command{
	Name: "plan activate", Short: "Take a plan out of draft; first shows who would be told what", Needs: rollout.RightActivate,
	Run: activatePlan,
}

var cmdPlanShow = &Command{
	Name: "plan show", Args: "[SECTION|settings|unclear]", Short: "What the plan says and how it was understood", Needs: rollout.RightPlanRead,
	Long: "SECTION is a number from 1 to 7 or a word of its heading.",
	Run:  showPlan,
}

var cmdPlanConfirm = &Command{
	Name: "plan confirm", Args: "[FIELD|all]", Short: "Say that an assumed reading is right", Needs: rollout.RightConfirm,
	Long: "Without a field it opens one form for all of them. A field is named as in `plan show`, for example `support[1].sla`.",
	Run:  confirmPlan,
}

var cmdPlanLink = &Command{
	Name: "plan link", Args: "[#channel]", Short: "Make this channel, or the one named, the plan's home: its cards go there", Needs: rollout.RightLink,
	Run: linkPlan,
}

func activatePlan(c *Call) (Reply, error) {
	var p rollout.Plan
	var s rollout.State
	var preview rollout.Activation
	err := c.View(func(tx store.Tx) (err error) {
		if p, s, err = c.plan(tx); err != nil {
			return err
		}
		d, err := duty(tx, p)
		if err != nil {
			return err
		}
		preview = rollout.Preview(p, d)
		return c.may(rollout.RightActivate, s, d)
	})
	if err != nil {
		return Reply{}, err
	}
	if s.Stage != rollout.Draft && c.Line.Peek() != "confirm" {
		return say(view.Activated(s, preview, false)), nil
	}
	if !c.Line.Take("confirm") {
		return say(view.ActivatePreview(s, preview)), nil
	}
	receipt, err := c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		p, s, err := loadPlan(tx, p.ID)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		d, err := duty(tx, p)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		if err := c.may(rollout.RightActivate, s, d); err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		_, a, e := rollout.Activate(p, s, d, c.Actor(), c.Now)
		return rollout.Receipt{Verb: rollout.VerbActivate, Subject: string(p.ID), Facts: map[string]string{
			"changed": strconv.FormatBool(len(e.Put) > 0), "told": strconv.Itoa(len(a.Told)), "things": strconv.Itoa(a.Things),
		}}, e, nil
	})
	if err != nil {
		return Reply{}, err
	}
	err = c.View(func(tx store.Tx) (err error) {
		s, err = store.State(tx, p.ID)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	told, _ := strconv.Atoi(receipt.Facts["told"])
	return say(view.Activated(s, rollout.Activation{Told: make([]rollout.Holding, told)}, receipt.Facts["changed"] == "true")), nil
}

func showPlan(c *Call) (Reply, error) {
	var p rollout.Plan
	var s rollout.State
	err := c.View(func(tx store.Tx) (err error) {
		if p, s, err = c.plan(tx); err != nil {
			return err
		}
		d, err := duty(tx, p)
		if err != nil {
			return err
		}
		return c.may(rollout.RightPlanRead, s, d)
	})
	if err != nil {
		return Reply{}, err
	}
	fields := fieldsOf(p, s)
	word := c.Line.Rest()
	switch strings.ToLower(word) {
	case "":
		return say(view.PlanOverview(p, s, fields)), nil
	case "settings":
		return say(view.PlanSettings(s)), nil
	case "unclear", "assumed", "open":
		return say(view.PlanUnclear(s, fields)), nil
	}
	n := section(strings.ToLower(word))
	if n == 0 {
		return Reply{}, rollout.Problemf(rollout.Missing, "Type a number from 1 to 7, `settings` or `unclear`: `/rollout plan show 4`.", "The plan has no section “%s”.", word)
	}
	return say(view.PlanSection(p, s, n, fields)), nil
}

// section is the number of the section that a word names, 0 when none.
func section(word string) int {
	if n, err := strconv.Atoi(word); err == nil && view.SectionName(n) != "" {
		return n
	}
	for n := 1; view.SectionName(n) != ""; n++ {
		for _, w := range strings.Fields(strings.ToLower(view.SectionName(n))) {
			if len(word) >= 4 && strings.HasPrefix(w, word) {
				return n
			}
		}
	}
	return 0
}

func confirmPlan(c *Call) (Reply, error) {
	var p rollout.Plan
	var s rollout.State
	err := c.View(func(tx store.Tx) (err error) {
		if p, s, err = c.plan(tx); err != nil {
			return err
		}
		d, err := duty(tx, p)
		if err != nil {
			return err
		}
		return c.may(rollout.RightConfirm, s, d)
	})
	if err != nil {
		return Reply{}, err
	}
	open := assumed(fieldsOf(p, s))
	word := c.Line.Rest()
	if c.Fields == nil && word == "" {
		if len(open) == 0 {
			return say(view.Confirmed(s.Agent, 0, 0)), nil
		}
		f := view.ConfirmForm(s.Plan, s.Agent, open)
		return Reply{Form: &f}, nil
	}
	paths := map[string]bool{}
	for _, f := range open {
		paths[f.Path] = word == "all" || word == f.Path || c.Fields[f.Path] == "yes"
	}
	if word != "" && word != "all" && !paths[word] {
		return Reply{}, rollout.Problemf(rollout.Missing, "`/rollout plan show unclear` lists what is open.", "“%s” is no field with an assumed reading, so nothing was confirmed.", word)
	}
	receipt, err := c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		now, s, err := loadPlan(tx, p.ID)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		d, err := duty(tx, now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		if err := c.may(rollout.RightConfirm, s, d); err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		if now.Version != p.Version {
			return rollout.Receipt{}, rollout.Effects{}, rollout.Problemf(rollout.Conflict, "Look again with `/rollout plan show unclear`.",
				"The document was imported again meanwhile, so nothing was confirmed.")
		}
		var readings []rollout.Confirmed
		still := assumed(fieldsOf(now, s))
		for _, f := range still {
			if paths[f.Path] {
				readings = append(readings, rollout.Confirmed{Path: f.Path, Hash: planfile.Hash(f.Text), Reading: f.Reading})
			}
		}
		_, e := rollout.Confirm(s, readings, c.Actor(), c.Now)
		return rollout.Receipt{Verb: rollout.VerbConfirm, Subject: string(p.ID), Facts: map[string]string{
			"confirmed": strconv.Itoa(len(readings)), "left": strconv.Itoa(len(still) - len(readings)),
		}}, e, nil
	})
	if err != nil {
		return Reply{}, err
	}
	confirmed, _ := strconv.Atoi(receipt.Facts["confirmed"])
	left, _ := strconv.Atoi(receipt.Facts["left"])
	return say(view.Confirmed(s.Agent, confirmed, left)), nil
}

// assumed are the fields whose reading waits for a person.
func assumed(fields []view.Field) []view.Field {
	var out []view.Field
	for _, f := range fields {
		if f.Status == rollout.Assumed && !f.Confirmed {
			out = append(out, f)
		}
	}
	return out
}

func linkPlan(c *Call) (Reply, error) {
	channel := c.Channel
	if to, bad := c.Line.Targets(); bad != "" || len(to) > 1 || len(to) == 1 && to[0].Channel() == "" {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Type `/rollout plan link #channel`; pick it from the list that opens.", "That is not one channel, so nothing was changed.")
	} else if len(to) == 1 {
		channel = to[0].Channel()
	}
	if channel == "" {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Type it in the channel, or name one: `/rollout plan link #channel`.", "These are direct messages, which cannot be a plan's home. Nothing was changed.")
	}
	var id rollout.PlanID
	if err := c.View(func(tx store.Tx) (err error) {
		id, err = c.planToLink(tx)
		return err
	}); err != nil {
		return Reply{}, err
	}
	receipt, err := c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		none := rollout.Effects{}
		p, s, err := loadPlan(tx, id)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		d, err := duty(tx, p)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		if err := c.may(rollout.RightLink, s, d); err != nil {
			return rollout.Receipt{}, none, err
		}
		ch, err := store.Channel(tx, channel)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return rollout.Receipt{}, none, err
		}
		ch.ID = channel
		holder, _, err := store.PlanByHome(tx, channel)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		agent := string(holder)
		if holder != "" {
			other, err := store.State(tx, holder)
			if err != nil {
				return rollout.Receipt{}, none, err
			}
			agent = other.Agent
		}
		_, e, err := rollout.Link(s, ch, holder, agent)
		return rollout.Receipt{Verb: rollout.VerbLink, Subject: string(id), Facts: map[string]string{
			"changed": strconv.FormatBool(len(e.Put) > 0),
		}}, e, err
	})
	if err != nil {
		return Reply{}, err
	}
	var s rollout.State
	if err := c.View(func(tx store.Tx) (err error) {
		s, err = store.State(tx, rollout.PlanID(receipt.Subject))
		return err
	}); err != nil {
		return Reply{}, err
	}
	return say(view.Linked(s, receipt.Facts["changed"] == "true")), nil
}

// planToLink is the plan a link is about. The channel it is typed in is where
// the plan goes to, so it says which plan only when nothing else does.
func (c *Call) planToLink(tx store.Tx) (rollout.PlanID, error) {
	if c.named != "" {
		return c.named, nil
	}
	states, err := store.States(tx, "", 0)
	if err != nil {
		return "", err
	}
	var homeless []rollout.State
	for _, s := range states {
		if s.Home == "" {
			homeless = append(homeless, s)
		}
	}
	if len(homeless) == 1 {
		return homeless[0].Plan, nil
	}
	return c.planID(tx)
}
