package rollout

import (
	"slices"
	"strings"
)

// Right names what somebody wants to do, as far as a right is needed for it.
type Right string

// The rights. A command states the one it needs.
const (
	RightHelp        Right = "help"                   // usage; needs nothing
	RightRead        Right = "read this"              // one incident by its id, what waits on oneself: of what is not private
	RightStatus      Right = "see how agents stand"   // status, agents, incident list, pause show, oncall
	RightReadPrivate Right = "see a private incident" // with Standing.Hidden
	RightReport      Right = "report a problem"       // report, incident open
	RightPlanRead    Right = "read the plan"          // plan show, export, owner list, wave, log, budget
	RightImport      Right = "import a plan"          // and lint
	RightReimport    Right = "import the next version of the plan"
	RightActivate    Right = "activate the plan"
	RightLink        Right = "link the plan to a channel"
	RightOwnerSet    Right = "say who fills a role"
	RightConfirm     Right = "confirm readings of the plan"
	RightAck         Right = "acknowledge an incident"
	RightRelease     Right = "release an incident"
	RightNote        Right = "add a note to an incident"
	RightResolve     Right = "resolve an incident"
	RightWave        Right = "start, complete, move or cancel a wave, or ask to waive a criterion"
	RightTick        Right = "tick this criterion"       // with Standing.Owner: the criterion's own
	RightSpend       Right = "book spend"                // and reverse it; with Standing.Owner: the budget's
	RightUndo        Right = "undo this"                 // with Standing.Owner: its author
	RightReview      Right = "settle this review"        // with Standing.Owner: who is asked for it
	RightDecide      Right = "decide what was asked for" // whom it waits for, the approval says
)

// The rights about pauses; Standing.Owner is MayStop, of a step also its own
// owner.
const (
	RightPauseAsk  Right = "ask for a pause"
	RightPause     Right = "pause an agent"
	RightPauseNo   Right = "decline a pause"
	RightPauseStep Right = "confirm a step of a pause"
	RightResumeAsk Right = "ask to resume an agent"
)

// The rights about holds.
const (
	RightHold     Right = "hold the rollout"
	RightHoldOver Right = "end the hold of a rollout"
)

// RightRetry is about messages that were given up. They are of all plans, and may be
// of private incidents: offices of one plan do not give it.
const RightRetry Right = "take up messages again that were given up"

// Standing is who somebody is when they ask. The zero value is an unknown
// account without any office.
type Standing struct {
	Account   PersonKind
	PlanOwner bool // of the plan the thing belongs to
	Lead      bool // its rollout lead
	Admin     bool // of the installation
	Owner     bool // of the very thing it is about: a criterion, a review, the budget
	Hidden    bool // the incident it is about is private, and MaySee said no
	Holders   Holders
}

// Holders are who holds the offices that a right hangs on, as far as they are at
// hand: a refusal names them.
type Holders struct {
	Lead, PlanOwner UserID
	Owners          []UserID // of the very thing
	Admins          []UserID
}

// HoldersOf are those of a plan and its installation. An account that is closed
// is nobody to ask: Duty leaves it out.
func HoldersOf(s State, d Duty) Holders {
	h := Holders{Lead: s.RolloutLead(), PlanOwner: d.PlanOwner, Admins: d.House.Admins}
	leads, known := d.Roles[RoleKey(RoleRolloutLead)]
	if h.Lead == s.PlanOwner {
		h.Lead = h.PlanOwner
	} else if known && !slices.Contains(leads, DM(h.Lead)) {
		h.Lead = ""
	}
	return h
}

// mostAsked is how many people a refusal names.
const mostAsked = 3

// asked are the first of those who have a right by an office, whoever it is about
// first, and administrators where it has nobody else. owner is what asOwner is.
func (h Holders) asked(offices office, owner string) (all []Holder) {
	add := func(o office, as string, people ...UserID) {
		for _, u := range people {
			if offices&o == 0 || u == "" {
				continue
			}
			i := slices.IndexFunc(all, func(a Holder) bool { return a.Who == u })
			switch {
			case i >= 0:
				all[i].As = append(all[i].As, as)
			case len(all) < mostAsked:
				all = append(all, Holder{u, []string{as}})
			}
		}
	}
	add(asOwner, strings.TrimPrefix(strings.TrimPrefix(owner, "the "), "its "), h.Owners...)
	add(asPlanOwner, "plan owner", h.PlanOwner)
	add(asLead, "rollout lead", h.Lead)
	if len(all) == 0 {
		add(asAdmin, "administrator", h.Admins...)
	}
	return all
}

// office is what somebody is to a plan, or to the installation.
type office uint8

const (
	asLead office = 1 << iota
	asPlanOwner
	asOwner // of the very thing
	asAdmin
)

// grant is a row of the table: which accounts have the right, and which offices
// give it; one of them is enough, and none asked for needs none.
type grant struct {
	accounts []PersonKind
	office   office
	owner    string // who asOwner is, in words: "the criterion's owner"
	service  bool   // a service may too, without an office
	private  bool   // about one incident: only for those who may see it
}

var (
	everybody = []PersonKind{Unknown, Member, Guest, External, Bot, Deactivated}
	readers   = []PersonKind{Unknown, Member, Guest, External, Bot}
	insiders  = []PersonKind{Unknown, Member, Guest}
	workers   = []PersonKind{Unknown, Member}
	members   = []PersonKind{Member}
)

// grants is the one table of who may do what. It fails closed for letting an
// agent out and open for stopping it or raising the alarm. So an account whose
// facts could not be had counts as a member where it reports, works on an
// incident or keeps the alarm going, and as nobody where something is let out:
// resolving an incident is what opens a gate again.
var grants = map[Right]grant{
	RightHelp:        {accounts: everybody},
	RightRead:        {accounts: readers},
	RightStatus:      {accounts: workers},
	RightReadPrivate: {accounts: insiders, private: true},
	RightReport:      {accounts: everybody},
	RightPlanRead:    {accounts: members},
	RightImport:      {accounts: members},
	RightReimport:    {accounts: members, office: asPlanOwner | asAdmin},
	RightActivate:    {accounts: members, office: asPlanOwner | asAdmin},
	RightLink:        {accounts: members, office: asPlanOwner | asAdmin},
	RightOwnerSet:    {accounts: members, office: asPlanOwner | asAdmin},
	RightConfirm:     {accounts: members, office: asPlanOwner | asAdmin},
	RightAck:         {accounts: workers, private: true},
	RightRelease:     {accounts: workers, private: true},
	RightNote:        {accounts: workers, private: true},
	RightResolve:     {accounts: members, private: true},
	RightWave:        {accounts: members, office: asLead | asPlanOwner},
	RightHold:        {accounts: workers, office: asLead | asPlanOwner | asAdmin},
	RightHoldOver:    {accounts: members, office: asLead | asPlanOwner | asAdmin},
	RightTick:        {accounts: members, office: asLead | asPlanOwner | asOwner, owner: "the criterion's owner"},
	RightSpend:       {accounts: members, office: asLead | asPlanOwner | asOwner | asAdmin, owner: "the budget owner", service: true},
	RightUndo:        {accounts: members, office: asOwner, owner: "its author"},
	RightReview:      {accounts: members, office: asPlanOwner | asOwner, owner: "the review's owner"},
	RightDecide:      {accounts: members},
	RightPauseAsk:    {accounts: workers},
	RightPause:       {accounts: workers, office: asLead | asPlanOwner | asOwner | asAdmin, owner: stoppers},
	RightPauseNo:     {accounts: members, office: asLead | asPlanOwner | asOwner | asAdmin, owner: stoppers},
	RightPauseStep:   {accounts: workers, office: asLead | asPlanOwner | asOwner | asAdmin, owner: "the step's owner, " + stoppers},
	RightResumeAsk:   {accounts: members},
	RightRetry:       {accounts: members, office: asAdmin},
}

// stoppers are those whose place in the plan lets them stop its agent.
const stoppers = "whoever answers for security, behaviour or a safety metric"

// May is nil when who has the right, else a Problem that says who has it and
// that nothing was changed. A right that the table does not know is nobody's.
func May(r Right, who Standing) error {
	g, ok := grants[r]
	switch {
	case !ok:
		return refusal(r, "Nobody", "")
	case g.private && who.Hidden:
		p := &Problem{
			Kind: Refused,
			Text: "This is a private incident: only its reporter, the people told of it or named for it in the plan, the plan owner and administrators may see or change it. Nothing was changed.",
			Next: AskThem + "; to raise something new, type `/rollout report` and what is wrong.",
		}
		if slices.Contains(workers, who.Account) { // guests and others get no names
			p.Ask = who.Holders.asked(asPlanOwner|asAdmin, "")
		}
		return p
	case g.service && who.Account == Service:
	case !slices.Contains(g.accounts, who.Account):
		return refusal(r, holders(g), standsAs(who.Account))
	case g.office != 0 && g.office&who.offices() == 0:
		p := refusal(r, holders(g), "")
		p.Ask = who.Holders.asked(g.office, g.owner)
		return p
	}
	return nil
}

func (who Standing) offices() office {
	var all office
	for _, o := range []struct {
		is bool
		as office
	}{{who.Lead, asLead}, {who.PlanOwner, asPlanOwner}, {who.Owner, asOwner}, {who.Admin, asAdmin}} {
		if o.is {
			all |= o.as
		}
	}
	return all
}

// holders says in words who has a right.
func holders(g grant) string {
	switch {
	case g.office != 0:
		return "Only " + officers(g)
	case slices.Contains(g.accounts, External):
		return "Only people whose accounts are active"
	case slices.Contains(g.accounts, Guest):
		return "Only people of this workspace"
	default:
		return "Only full members of this workspace"
	}
}

// officers are the offices of a row in words.
func officers(g grant) string {
	var names []string
	for _, o := range []struct {
		as   office
		name string
	}{{asLead, "the rollout lead"}, {asPlanOwner, "the plan owner"}, {asOwner, g.owner}, {asAdmin, "administrators"}} {
		if g.office&o.as != 0 {
			names = append(names, o.name)
		}
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return names[0]
}

// standsAs says why an account does not count.
func standsAs(k PersonKind) string {
	switch k {
	case Guest:
		return "you are a guest here"
	case External:
		return "your account belongs to another workspace"
	case Bot:
		return "this is a bot's account"
	case Deactivated:
		return "this account is deactivated"
	case Service:
		return "this is a service, which only reports facts"
	default:
		return "your account could not be looked up just now"
	}
}

func refusal(r Right, holders, why string) *Problem {
	var b strings.Builder
	b.WriteString(holders + " may " + string(r))
	if why != "" {
		b.WriteString(", and " + why)
	}
	b.WriteString(". Nothing was changed.")
	next := AskThem + "."
	switch {
	case why == standsAs(Unknown):
		next = "Try again in a minute."
	case why != "":
		next = AskThem + "; to report a problem, type `/rollout report` and what is wrong."
	}
	return &Problem{Kind: Refused, Text: b.String(), Next: next}
}
