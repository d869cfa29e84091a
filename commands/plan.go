package commands

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

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
	Name: "plan show", Args: "[SECTION|settings|unclear]", Short: "What the plan says and how it was understood", Bare: true, Needs: rollout.RightPlanRead,
	Long: "SECTION is a number from 1 to 7, a word of its heading, or what it is about: waves, metrics, support, budget, reviews, pause.",
	Run:  showPlan,
}

var cmdPlanConfirm = &Command{
	Name: "plan confirm", Args: "[FIELD|all]", Short: "Say that an assumed reading is right", Needs: rollout.RightConfirm,
	Long: "Without a field it opens one form for all of them. A field is named as in `plan show`, by its row and its own name: `accepted answers threshold`, `wave 2 entry`, `budget owner`; or by its path, `support[1].sla`.",
	Run:  confirmPlan,
}

var cmdPlanLink = &Command{
	Name: "plan link", Args: "[#channel]", Short: "Make this channel, or the one named, the plan's home: its cards go there", Needs: rollout.RightLink,
	Run: linkPlan,
}

// activatePlan shows first whom it would tell. "confirm" does it; with the stamp
// behind it, which the button has, only when that is still what was shown.
func activatePlan(c *Call) (Reply, error) {
	if !c.Line.Take("confirm") {
		if err := c.done("plan activate"); err != nil {
			return Reply{}, err
		}
		k, err := c.here()
		if err != nil {
			return Reply{}, err
		}
		preview := rollout.Preview(k.plan, k.duty)
		if k.state.Stage != rollout.Draft {
			return say(view.Activated(k.state, preview, false)), nil
		}
		var runs rollout.Waves
		if err := c.View(func(tx store.Tx) (err error) {
			runs, err = store.Waves(tx, k.plan.ID)
			return err
		}); err != nil {
			return Reply{}, err
		}
		return say(view.ActivatePreview(k.state, preview, rollout.LateWaves(k.plan, k.state, runs, c.Now), c.Person.ID)), nil
	}
	stamp := c.Line.Word()
	if err := c.done("plan activate"); err != nil {
		return Reply{}, err
	}
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	return c.changePlan(k.plan.ID, func(_ store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		s, a, e, err := rollout.Activate(k.plan, k.state, k.duty, stamp, c.Actor(), c.Now)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		return rollout.Receipt{Verb: rollout.VerbActivate, Subject: string(k.plan.ID), Facts: facts(
			"agent", s.Agent, "stage", string(s.Stage), "activated", s.Activated.UTC().Format(time.RFC3339),
			"changed", strconv.FormatBool(len(e.Put) > 0), "told", strconv.Itoa(len(a.Told)),
		)}, e, nil
	})
}

func answerActivate(_ *Call, r rollout.Receipt) (Reply, error) {
	told, err := strconv.Atoi(r.Facts["told"])
	if err != nil {
		return Reply{}, err
	}
	s := rollout.State{Agent: r.Facts["agent"], Stage: rollout.Stage(r.Facts["stage"])}
	if s.Activated, err = time.Parse(time.RFC3339, r.Facts["activated"]); err != nil {
		return Reply{}, err
	}
	return say(view.Activated(s, rollout.Activation{Told: make([]rollout.Holding, told)}, r.Facts["changed"] == "true")), nil
}

// confirmPlan confirms one field, all of them, or those that a form says are
// right. The form knows the version it showed: what was read there is all that
// it can confirm.
func confirmPlan(c *Call) (Reply, error) {
	version, err := c.takeVersion()
	if err != nil {
		return Reply{}, err
	}
	word := c.Line.Rest()
	if strings.EqualFold(word, "all") {
		word = "all"
	}
	k, err := c.here()
	if err != nil {
		return Reply{}, err
	}
	if c.Fields == nil && word == "" {
		open := assumed(fieldsOf(k.plan, k.state))
		if len(open) == 0 {
			return say(view.Confirmed(k.state.Agent, 0, 0, nil)), nil
		}
		f := view.ConfirmForm(k.plan.ID, k.state.Agent, open)
		f.Line += fmt.Sprintf(" version %d", k.plan.Version)
		return Reply{Form: &f}, nil
	}
	return c.changePlan(k.plan.ID, func(_ store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		none := rollout.Effects{}
		if version != 0 && version != k.plan.Version {
			return rollout.Receipt{}, none, rollout.Problemf(rollout.Conflict, "Look again with `/rollout in "+string(k.plan.ID)+" plan show unclear`.",
				"The document was imported again meanwhile, so nothing was confirmed.")
		}
		var named rollout.Field
		if word != "" && word != "all" {
			var err error
			if named, err = k.openField(word); err != nil {
				return rollout.Receipt{}, none, err
			}
		}
		open := assumed(fieldsOf(k.plan, k.state))
		var readings []rollout.Confirmed
		left := []rollout.Field{}
		for _, f := range open {
			if word == "all" || named.Path == f.Path || c.Fields[f.Path] == "yes" {
				readings = append(readings, rollout.Confirmed{Path: f.Path, Hash: planfile.Hash(f.Text), Reading: f.Reading, Name: view.FieldName(f)})
				continue
			}
			left = append(left, rollout.Field{Section: f.Section, Path: f.Path, Row: f.Row, Line: f.Line})
		}
		s, e := rollout.Confirm(k.state, readings, c.Actor(), c.Now)
		return rollout.Receipt{Verb: rollout.VerbConfirm, Subject: string(s.Plan), Facts: facts(
			"agent", s.Agent, "confirmed", strconv.Itoa(len(readings)), "left", strconv.Itoa(len(left)), "open", frozen(left[:min(len(left), 5)]),
		)}, e, nil
	})
}

// takeVersion takes "version N", the document that a form showed; 0 without it.
func (c *Call) takeVersion() (int, error) {
	if !c.Line.Take("version") {
		return 0, nil
	}
	n, err := strconv.Atoi(c.Line.Word())
	if err != nil || n < 1 {
		return 0, rollout.Problemf(rollout.Invalid, "Leave it out, or write `version 3`.", "That is no version of the document, so nothing was done.")
	}
	return n, nil
}

func answerConfirm(_ *Call, r rollout.Receipt) (Reply, error) {
	confirmed, err := strconv.Atoi(r.Facts["confirmed"])
	if err != nil {
		return Reply{}, err
	}
	left, err := strconv.Atoi(r.Facts["left"])
	if err != nil {
		return Reply{}, err
	}
	var open []rollout.Field // the first of those that are left
	if s := r.Facts["open"]; s != "" {
		if err := json.Unmarshal([]byte(s), &open); err != nil {
			return Reply{}, err
		}
	}
	return say(view.Confirmed(r.Facts["agent"], confirmed, left, open)), nil
}

// assumed are the fields whose reading waits for a person.
func assumed(fields []rollout.Field) []rollout.Field {
	var out []rollout.Field
	for _, f := range fields {
		if f.Standing() == rollout.Assumed {
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
		id, err = c.planToLink(tx, channel)
		return err
	}); err != nil {
		return Reply{}, err
	}
	return c.changePlan(id, func(tx store.Tx, k desk) (rollout.Receipt, rollout.Effects, error) {
		none := rollout.Effects{}
		ch, err := store.Channel(tx, channel)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return rollout.Receipt{}, none, err
		}
		ch.ID = channel
		holder, taken, err := store.PlanByHome(tx, channel)
		if err != nil {
			return rollout.Receipt{}, none, err
		}
		var other rollout.State
		if taken {
			if other, err = store.State(tx, holder); err != nil {
				return rollout.Receipt{}, none, err
			}
		}
		s, e, err := rollout.Link(k.state, ch, holder, other.Agent)
		return rollout.Receipt{Verb: rollout.VerbLink, Subject: string(id), Facts: facts(
			"agent", s.Agent, "home", string(s.Home), "changed", strconv.FormatBool(len(e.Put) > 0),
		)}, e, err
	})
}

func answerLink(_ *Call, r rollout.Receipt) (Reply, error) {
	s := rollout.State{Agent: r.Facts["agent"], Home: rollout.ChannelID(r.Facts["home"])}
	return say(view.Linked(s, r.Facts["changed"] == "true")), nil
}

// planToLink is the plan a link is about. Typed in the channel that is to be a
// home, the channel does not say which plan; then it is the one that has none.
func (c *Call) planToLink(tx store.Tx, channel rollout.ChannelID) (rollout.PlanID, error) {
	if c.named != "" {
		return c.named, nil
	}
	if id, lives, err := store.PlanByHome(tx, c.Channel); err != nil || lives && channel != c.Channel {
		return id, err
	}
	homeless, err := store.HomelessPlans(tx, 2)
	if err != nil {
		return "", err
	}
	if len(homeless) == 1 {
		return homeless[0], nil
	}
	return c.planID(tx)
}
