package rollout

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// VerbImport is an import in the audit record.
const VerbImport Verb = "plan.import"

// MakePlanID makes a short id of an agent's name: "HR Policy Assistant" is
// "hr-policy-assistant". A number tells two of a name apart; taken says which
// ids exist. A name without a letter or digit gives "agent".
func MakePlanID(agent string, taken func(PlanID) bool) PlanID {
	var b strings.Builder
	for _, r := range strings.ToLower(agent) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	base := strings.Trim(b.String(), "-")
	if base == "" {
		base = "agent"
	}
	id := PlanID(base)
	for n := 2; taken(id); n++ {
		id = PlanID(fmt.Sprintf("%s-%d", base, n))
	}
	return id
}

// NextVersionOf is the plan that a document about an agent is the next version of,
// where the document's sender names none: of the plans that go by the agent's name
// the one whose own agent has it. nil when the document is a new plan's.
func NextVersionOf(goBy []State, agent string) *State {
	for i, s := range goBy {
		if RoleKey(s.Agent) == RoleKey(agent) {
			return &goBy[i]
		}
	}
	return nil
}

// FreeName refuses a name that another plan goes by already: everybody would have
// to guess which of the two "in NAME" means. goBy are the plans that go by the
// name; old is the plan that is to have it, nil for a new one.
func FreeName(goBy []State, old *State, agent string) error {
	for _, s := range goBy {
		if old == nil || s.Plan != old.Plan {
			return Problemf(Conflict, "Give the agent another name in the document, or import it without naming an agent first.",
				"There is another plan that goes by %s, so nothing was imported.", quoted(agent))
		}
	}
	return nil
}

// Import is a document that has been read and is about to become a plan, or
// the next version of one.
type Import struct {
	Plan  Plan // as read; its ID, Version and rows' ids are set
	Bytes []byte
	Name  string    // of the file, when it came as one
	Home  ChannelID // the channel it was typed in, when that has no plan
	Zone  string    // the importer's, else the house's
}

// ImportPlan stores a document and its reading. A new plan starts as a draft
// whose importer is acting plan owner; a known one keeps its state and gets
// one more version. old is nil for a new plan.
func ImportPlan(im Import, old *State, by Actor, now time.Time) (State, Effects) {
	p := im.Plan
	p.Schema, p.Imported = 1, now
	var s State
	if old != nil {
		s = *old
	} else {
		s = State{
			Schema: 1, Plan: p.ID, Stage: Draft, Importer: by.User, PlanOwner: by.User, Acting: true,
			Zone: im.Zone, ZoneAssumed: true, Home: im.Home,
		}
	}
	s.Agent = p.Agent.Value
	e := Effects{
		Put: []Record{
			p, s,
			Document{Schema: 1, Plan: p.ID, Version: p.Version, Hash: p.Hash, Bytes: im.Bytes, Name: im.Name, By: by.User, At: now},
		},
		Log: []Entry{{Verb: VerbImport, Plan: p.ID, Kind: s.Kind(), Subject: s.Key(), Why: fmt.Sprintf("version %d, %s", p.Version, p.Hash)}},
	}
	return s, e
}
