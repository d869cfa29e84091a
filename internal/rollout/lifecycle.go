package rollout

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Verbs of plans, as the audit record has them.
const (
	VerbImport   Verb = "plan.import"
	VerbActivate Verb = "plan.activate"
	VerbLink     Verb = "plan.link"
	VerbConfirm  Verb = "plan.confirm"
	VerbOwnerSet Verb = "owner.set"
)

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

// Activation is what activating a plan would do, or did.
type Activation struct {
	Told     []Holding // who hears that they own something
	Things   int       // how many things these own
	Unfilled []RoleUse
	Stamp    string // of what is shown: another version or other owners have another
}

// Preview says whom activating would tell. Nothing is overdue at import, so
// nobody is told that anything is late.
func Preview(p Plan, d Duty) Activation {
	a := Activation{Told: p.Holdings(d), Unfilled: p.Unfilled(d)}
	seen := map[Owned]bool{}
	for _, h := range a.Told {
		for _, o := range h.Owns {
			seen[o] = true
		}
	}
	a.Things = len(seen)
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %q %q", p.Version, a.Told, a.Unfilled))
	a.Stamp = hex.EncodeToString(sum[:4])
	return a
}

// Activate takes a plan out of draft: its owners are told what is theirs, and
// its home channel that it runs. Activating a plan that is no draft changes
// nothing. shown is the stamp of the preview that was looked at, "" when none
// was; when it would tell others by now, that is a Problem.
func Activate(p Plan, s State, d Duty, shown string, by Actor, now time.Time) (State, Activation, Effects, error) {
	a := Preview(p, d)
	switch {
	case s.Stage != Draft:
		return s, a, Effects{}, nil
	case shown != "" && shown != a.Stamp:
		return s, a, Effects{}, Problemf(Conflict, "Look again with `/rollout plan activate`.",
			"The document or its owners have changed since you looked, so nothing was activated and nobody was told.")
	}
	s.Stage, s.Activated = RollingOut, now
	e := Effects{
		Put: []Record{s},
		Log: []Entry{{Verb: VerbActivate, Plan: p.ID, Kind: s.Kind(), Subject: s.Key()}},
	}
	for _, h := range a.Told {
		e.Notices = append(e.Notices, owns(s, h))
	}
	e.Notices = append(e.Notices, Notice{
		Kind: NoticeActivated, Plan: p.ID, Subject: string(p.ID),
		To: []Target{{To: d.HomePlace(), Routes: []Place{DM(s.PlanOwner)}}},
		Facts: map[string]string{
			"agent": s.Agent, "by": string(by.User),
			"told": fmt.Sprint(len(a.Told)), "things": fmt.Sprint(a.Things),
		},
	})
	return s, a, e, nil
}

// owns is the one message by which somebody learns what is theirs.
func owns(s State, h Holding) Notice {
	facts := map[string]string{"agent": s.Agent, "owner": string(s.PlanOwner)}
	for _, o := range h.Owns {
		if facts[o.What] != "" {
			facts[o.What] += "\n"
		}
		facts[o.What] += o.Name
	}
	return Notice{Kind: NoticeOwns, Plan: s.Plan, Subject: string(s.Plan), To: []Target{{To: DM(h.User)}}, Facts: facts}
}

// Link makes a channel the plan's home: where its cards and posts go from now
// on. holder is the plan that lives there already, "" when none does; a plan
// has one home and a channel is home to one plan.
func Link(s State, channel Channel, holder PlanID, holderAgent string) (State, Effects, error) {
	switch {
	case holder == s.Plan:
		return s, Effects{}, nil
	case holder != "":
		return s, Effects{}, Problemf(Conflict, "Link another channel, or give "+holderAgent+" another home first.",
			"%s is already the home of %s, so nothing was changed.", channel.called(), holderAgent)
	case channel.Archived:
		return s, Effects{}, Problemf(Invalid, "Link another channel.", "%s is archived, so nothing was changed.", channel.called())
	case !channel.BotIn:
		return s, Effects{}, Problemf(Invalid, "Type `/invite @rollout` there, then link it again.",
			"I am not in that channel and could not post there, so nothing was changed.")
	}
	from := s.Home
	s.Home = channel.ID
	return s, Effects{
		Put: []Record{s},
		Log: []Entry{{Verb: VerbLink, Plan: s.Plan, Kind: s.Kind(), Subject: s.Key(), Why: "from " + string(from)}},
	}, nil
}

// Confirmed is one assumed reading that a person says is right.
type Confirmed struct {
	Path    string
	Hash    string // of the text that was read
	Reading string
}

// Confirm records a person's word for readings. It holds for exactly the text
// that was read: an edit asks again. Readings confirmed before stay as they are.
func Confirm(s State, readings []Confirmed, by Actor, now time.Time) (State, Effects) {
	confirmed := map[string]Confirmation{}
	for path, c := range s.Confirmed {
		confirmed[path] = c
	}
	var paths []string
	for _, r := range readings {
		if confirmed[r.Path].Hash == r.Hash {
			continue
		}
		confirmed[r.Path] = Confirmation{Hash: r.Hash, Value: r.Reading, By: by.User, At: now}
		paths = append(paths, r.Path)
	}
	if len(paths) == 0 {
		return s, Effects{}
	}
	s.Confirmed = confirmed
	return s, Effects{
		Put: []Record{s},
		Log: []Entry{{Verb: VerbConfirm, Plan: s.Plan, Kind: s.Kind(), Subject: s.Key(), Why: strings.Join(paths, ", ")}},
	}
}

// Fill says who fills a role from now on. Role is the name as the plan has it;
// people and channels are the facts of those in to.
type Fill struct {
	Role     string
	To       []Place
	People   []Person
	Channels []Channel
}

// SetOwner fills a role. Plan owner and rollout lead are one person each and
// live in the plan's state; every other role is a record of its own. Owners of
// a plan that is no draft hear what is theirs, once.
func SetOwner(p Plan, s State, old Role, f Fill, by Actor, now time.Time) (Effects, error) {
	f.To = once(f.To)
	if err := f.check(); err != nil {
		return Effects{}, err
	}
	if slices.Equal(old.Fills, f.To) {
		return Effects{}, nil
	}
	switch RoleKey(f.Role) {
	case RoleKey(RolePlanOwner), RoleKey(RoleRolloutLead):
		if len(f.To) != 1 || f.To[0].User() == "" {
			return Effects{}, Problemf(Invalid, "Name one person: `/rollout owner set "+f.Role+" @name`.",
				"The %s is one person, so nothing was changed.", f.Role)
		}
		if RoleKey(f.Role) == RoleKey(RolePlanOwner) {
			if s.PlanOwner == f.To[0].User() && !s.Acting {
				return Effects{}, nil
			}
			s.PlanOwner, s.Acting = f.To[0].User(), false
		} else {
			if s.Lead == f.To[0].User() {
				return Effects{}, nil
			}
			s.Lead = f.To[0].User()
		}
		return Effects{
			Put: []Record{s},
			Log: []Entry{{Verb: VerbOwnerSet, Plan: s.Plan, Kind: s.Kind(), Subject: s.Key(), Why: f.Role}},
		}, nil
	}
	role := Role{Schema: 1, Plan: s.Plan, Name: f.Role, Fills: f.To, By: by.User, At: now}
	e := Effects{
		Put: []Record{role},
		Log: []Entry{{Verb: VerbOwnerSet, Plan: s.Plan, Kind: role.Kind(), Subject: role.Key(), Why: f.Role}},
	}
	if s.Stage == Draft {
		return e, nil
	}
	for _, use := range p.Roles() {
		if use.Key() != RoleKey(f.Role) {
			continue
		}
		for _, place := range f.To {
			if u := place.User(); u != "" && u != by.User && !slices.Contains(old.Fills, place) {
				e.Notices = append(e.Notices, owns(s, Holding{User: u, Owns: use.Owns}))
			}
		}
	}
	return e, nil
}

// check refuses who cannot act when they are told: somebody who may change
// nothing would let an escalation die with them.
func (f Fill) check() error {
	if len(f.To) == 0 {
		return Problemf(Invalid, "Type `/rollout owner set "+f.Role+" @name` or `#channel`.",
			"Nobody was named for %s, so nothing was changed.", f.Role)
	}
	for _, p := range f.People {
		why := ""
		switch p.Account {
		case Guest:
			why = "is a guest here"
		case External:
			why = "belongs to another workspace"
		case Bot:
			why = "is a bot"
		case Deactivated:
			why = "is deactivated"
		case Unknown:
			why = "is not known to me: I could not look this account up just now"
		case Member:
			continue
		}
		return Problemf(Refused, "Name a full member of this workspace.",
			"%s %s and could not answer when told, so %s stays as it is.", p.Name, why, f.Role)
	}
	for _, c := range f.Channels {
		switch {
		case c.Archived:
			return Problemf(Refused, "Name another channel.", "%s is archived, so %s stays as it is.", c.called(), f.Role)
		case c.Name == "":
			return Problemf(Refused, "Invite me there with `/invite @rollout`, then name it again.",
				"I cannot see that channel and could not post there, so %s stays as it is.", f.Role)
		}
	}
	return nil
}

// once drops repeats: "@lee @lee" is told once.
func once(places []Place) []Place {
	var out []Place
	for _, p := range places {
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// called is the channel's name as people write it, for sentences.
func (c Channel) called() string {
	if c.Name == "" {
		return "That channel"
	}
	return "#" + c.Name
}
