package rollout

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// An approval is one thing that somebody asks for and somebody else decides.
// The record, its card in the plan's home, who is told, who may decide, expiry
// and supersession are the same for every kind.
//
// A new kind is: a constant here and its row in ApprovalRules; its phrase in
// view/approval.go; and a row of the table in commands/approval.go, which says
// what the approval is bound to now and carries it out once it is given. Who
// asks calls AskApproval within the transaction of their own command.

// ApprovalKind names what can be asked for.
type ApprovalKind string

// ApproveWaiver lets a gate pass although one of its criteria is not met.
const ApproveWaiver ApprovalKind = "wave.waive"

// ApproveResume lets a paused agent be used again. It waits for as long as the
// agent is paused.
const ApproveResume ApprovalKind = "pause.resume"

// ApprovalRule is how a kind of approval is treated.
type ApprovalRule struct {
	AskerToo bool          // the asker decides as well, where entitled
	Expires  time.Duration // unanswered for so long it expires; 0: never
}

// ApprovalRules has a row for every kind; a test lists kinds without one.
var ApprovalRules = map[ApprovalKind]ApprovalRule{
	ApproveWaiver: {Expires: 14 * 24 * time.Hour},
	ApproveResume: {},
}

// ApprovalState is where an approval stands.
type ApprovalState string

// The states of an approval; all but the first are ends.
const (
	ApprovalOpen       ApprovalState = "open"
	ApprovalApproved   ApprovalState = "approved"
	ApprovalDeclined   ApprovalState = "declined"
	ApprovalExpired    ApprovalState = "expired"
	ApprovalSuperseded ApprovalState = "superseded" // what was asked for has changed, or is over
)

// Verbs of approvals, as the audit record has them.
const (
	VerbAsk       Verb = "approval.ask"
	VerbReword    Verb = "approval.reword" // another reason for it
	VerbApprove   Verb = "approval.approve"
	VerbDecline   Verb = "approval.decline"
	VerbExpire    Verb = "approval.expire"
	VerbSupersede Verb = "approval.supersede"
)

// Facts of approvals, beside those that the kind adds for its phrase.
const (
	FactFor     = "for"     // the ApprovalKind
	FactAsker   = "asker"   // user
	FactBecause = "because" // a person's reason, as typed
	FactExpires = "expires" // instant
	FactIn      = "in"      // the plan's id, for the lines of buttons
	FactAsked   = "asked"   // places of those who can decide, when it was asked
)

// Approval is one request for a decision. It is bound to a hash of what would
// be approved: when that changes, the approval is superseded.
type Approval struct {
	Schema  int               `json:"schema"`
	ID      string            `json:"id"`  // "APR-12"
	Num     uint64            `json:"num"` // 12
	Plan    PlanID            `json:"plan"`
	Agent   string            `json:"agent"`
	For     ApprovalKind      `json:"for"`
	Subject string            `json:"subject"` // what it is about, by the kind's own names
	Hash    string            `json:"hash"`    // of what would be approved, as the kind reckons it
	Facts   map[string]string `json:"facts,omitempty"`
	Asker   UserID            `json:"asker"`
	Asked   time.Time         `json:"asked"`
	Because string            `json:"because"` // why it is asked for
	Roles   []string          `json:"roles,omitempty"`
	Admins  bool              `json:"admins,omitempty"` // administrators decide too
	Told    []Place           `json:"told,omitempty"`   // who could decide when it was asked
	Expires time.Time         `json:"expires,omitzero"`
	Home    Place             `json:"home"` // where the card stands
	State   ApprovalState     `json:"state"`
	Gen     uint64            `json:"gen"`
	Decided time.Time         `json:"decided,omitzero"` // when it came to its end
	By      UserID            `json:"by,omitempty"`     // who decided; "" when nobody did
	Answer  string            `json:"answer,omitempty"` // what they said, or what has changed
}

// Kind is the approval's kind of record.
func (a Approval) Kind() string { return "approval" }

// Key is the approval's id.
func (a Approval) Key() string { return a.ID }

// Index finds a plan's open approvals, and the open ones about one subject.
func (a Approval) Index() []string {
	if a.State != ApprovalOpen {
		return nil
	}
	return []string{
		fmt.Sprintf("open/%s/%012d", a.Plan, a.Num),
		fmt.Sprintf("about/%s/%s/%s/%012d", a.Plan, a.For, a.Subject, a.Num),
	}
}

// CardPlan is the plan whose approval it is.
func (a Approval) CardPlan() PlanID { return a.Plan }

// CardStanding is how it was decided, if it was, and the reason it is asked for.
func (a Approval) CardStanding() string { return string(a.State) + "/" + a.Because }

// CardPlaces is where the approval's card stands.
func (a Approval) CardPlaces() []Place { return []Place{a.Home} }

// Ask is what somebody asks for.
type Ask struct {
	For     ApprovalKind
	Subject string
	Hash    string
	Facts   map[string]string // what the kind's phrase is made of
	Because string
	Roles   []string // who decides; when nobody but the asker fills them, the plan owner
	Admins  bool
}

// Deciders are the people who may decide an approval now: those who fill its
// roles, the administrators where the approval says so, and, when these are
// nobody, the plan owner. Never the asker, unless the kind allows it.
func (a Approval) Deciders(d Duty) []UserID {
	var all []UserID
	add := func(u UserID) {
		if u != "" && (u != a.Asker || ApprovalRules[a.For].AskerToo) && !slices.Contains(all, u) {
			all = append(all, u)
		}
	}
	for _, role := range a.Roles {
		for _, p := range fills(d, role) {
			add(p.User())
		}
	}
	if a.Admins {
		for _, u := range d.House.Admins {
			add(u)
		}
	}
	if len(all) == 0 {
		add(d.PlanOwner)
	}
	return all
}

// AskApproval asks for a decision and tells those who can make it. When nobody
// is left to decide but the asker, or no reason is given, that is a Problem.
// num is the approval's number.
func AskApproval(s State, num uint64, by Actor, ask Ask, d Duty, now time.Time) (Approval, Effects, error) {
	now = wholeSecond(now)
	a := Approval{
		Schema: 1, ID: fmt.Sprintf("APR-%d", num), Num: num, Plan: s.Plan, Agent: s.Agent,
		For: ask.For, Subject: ask.Subject, Hash: ask.Hash, Facts: ask.Facts,
		Asker: by.User, Asked: now, Because: ask.Because, Roles: ask.Roles, Admins: ask.Admins,
		Home: d.HomePlace(), State: ApprovalOpen, Gen: 1,
	}
	if err := checkReason(ask.Because, "nothing was asked for"); err != nil {
		return a, Effects{}, err
	}
	deciders := a.Deciders(d)
	for _, u := range deciders {
		a.Told = append(a.Told, DM(u))
	}
	if len(deciders) == 0 {
		return a, Effects{}, Problemf(Conflict, a.wayOut(s, by), "Nobody is left to decide this but you who ask, and who asks never decides. Nothing was asked for.")
	}
	e := Effects{
		Put: []Record{a},
		Log: []Entry{{Verb: VerbAsk, Plan: a.Plan, Kind: a.Kind(), Subject: a.ID, Why: ask.Because}},
	}
	if after := ApprovalRules[a.For].Expires; after > 0 {
		a.Expires = now.Add(after)
		e.Put[0] = a
		e.Arm = []Timer{{Key: TimerKey(TimerApproval, a.ID), Kind: TimerApproval, Plan: a.Plan, Subject: a.ID, Gen: a.Gen, Due: a.Expires}}
	}
	var to []Target
	for _, p := range a.Told {
		if p != a.Home { // the card itself stands there
			to = append(to, Target{To: p, Routes: routesHome(d)})
		}
	}
	if len(to) > 0 {
		e.Notices = []Notice{a.notice(NoticeAsked, to)}
	}
	return a, e, nil
}

// Decide approves or declines. hash is of what would be approved now: when it
// is another than was asked about, the approval is superseded instead, which
// its State says. An approval that has come to its end stays as it is: no
// effects, no error, and it says itself who was first. Whether the decision
// carries anything out is for the caller, who knows the kind.
func Decide(a Approval, yes bool, answer, hash string, by Actor, d Duty, now time.Time) (Approval, Effects, error) {
	if a.State != ApprovalOpen {
		return a, Effects{}, nil
	}
	switch who := a.Deciders(d); {
	case slices.Contains(who, by.User):
	case len(who) == 0:
		return a, Effects{}, Problemf(Refused, "The plan owner or an administrator can make somebody else the plan owner, who then decides: `/rollout owner set plan owner @name`.",
			"Nobody is left to decide %s but who asked for it. Nothing was changed.", a.ID)
	default:
		n := &NotYours{ID: a.ID, Asker: by.User == a.Asker}
		for _, u := range who {
			n.Who = append(n.Who, DM(u))
		}
		return a, Effects{}, n
	}
	if hash != a.Hash {
		a, e := Supersede(a, WhyChanged, now)
		return a, e, nil
	}
	state, verb := ApprovalApproved, VerbApprove
	if !yes {
		state, verb = ApprovalDeclined, VerbDecline
		if err := checkReason(answer, "nothing was declined"); err != nil {
			return a, Effects{}, err
		}
	}
	a, e := a.end(state, verb, by.User, answer, now)
	return a, e, nil
}

// NotYours is the error of a decision by somebody whom the approval does not wait
// for. Nothing was changed.
type NotYours struct {
	ID    string
	Asker bool    // it is who asked
	Who   []Place // whom it waits for
}

func (n *NotYours) Error() string { return n.Unwrap().Error() }

// Unwrap is the refusal without names, where nobody can be shown.
func (n *NotYours) Unwrap() error {
	if n.Asker {
		return Problemf(Refused, "It waits for somebody else.", "You asked for %s yourself, and who asks never decides. Nothing was changed.", n.ID)
	}
	return Problemf(Refused, "`/rollout approvals` shows for whom.", "%s is for somebody else to decide. Nothing was changed.", n.ID)
}

// wayOut is what to type, in this order, where nobody but the asker can decide:
// the asker keeps the right to ask.
func (a Approval) wayOut(s State, by Actor) string {
	me := by.Person.Name
	if me == "" {
		me = "yourself"
	}
	var ways []string
	for _, role := range a.Roles {
		if !strings.Contains(role, "`") {
			ways = append(ways, fmt.Sprintf("Name whoever answers for it, who then decides: `/rollout owner set %s @name`.", role))
			break
		}
	}
	way := "Make somebody else the plan owner, who then decides: "
	if s.Lead == "" {
		way += fmt.Sprintf("first `/rollout owner set rollout lead @%s`, so that you go on leading the rollout, then ", me)
	}
	ways = append(ways, way+"`/rollout owner set plan owner @name`, and ask again. An administrator can do both too.")
	return strings.Join(ways, " Or: ")
}

// Reword gives an open approval another reason, in the words of who asked for it.
// The same reason changes nothing.
func Reword(a Approval, because string, by Actor) (Approval, Effects, error) {
	if err := checkReason(because, "nothing was changed"); err != nil {
		return a, Effects{}, err
	}
	switch {
	case a.State != ApprovalOpen || by.User != a.Asker:
		return a, Effects{}, Problemf(Conflict, fmt.Sprintf("Whoever can decide it may `/rollout decline %s because …`; then it can be asked for anew.", a.ID),
			"%s asks for this already, in somebody else's words. Nothing was changed.", a.ID)
	case because == a.Because:
		return a, Effects{}, nil
	}
	a.Because = because
	return a, Effects{
		Put: []Record{a},
		Log: []Entry{{Verb: VerbReword, Plan: a.Plan, Kind: a.Kind(), Subject: a.ID, Why: because}},
	}, nil
}

// Why an approval was superseded, as its Answer says it.
const (
	WhyChanged = "changed" // what was asked about reads otherwise now
	WhyOver    = "over"    // nothing is left to decide
	WhyWorse   = "worse"   // what was counted when it was asked has got worse
)

// Supersede ends an open approval whose subject has changed or is over.
func Supersede(a Approval, why string, now time.Time) (Approval, Effects) {
	if a.State != ApprovalOpen {
		return a, Effects{}
	}
	return a.end(ApprovalSuperseded, VerbSupersede, "", why, now)
}

// Expire ends an approval that nobody has decided.
func Expire(a Approval, now time.Time) (Approval, Effects) {
	if a.State != ApprovalOpen {
		return a, Effects{}
	}
	return a.end(ApprovalExpired, VerbExpire, "", "", now)
}

// end settles an approval: its cards lose their buttons, and the asker hears
// how it ended.
func (a Approval) end(state ApprovalState, verb Verb, by UserID, answer string, now time.Time) (Approval, Effects) {
	a.State, a.Decided, a.By, a.Answer = state, wholeSecond(now), by, answer
	a.Gen++
	e := Effects{
		Put: []Record{a},
		Log: []Entry{{Verb: verb, Plan: a.Plan, Kind: a.Kind(), Subject: a.ID, Why: answer}},
	}
	if !a.Expires.IsZero() {
		e.Disarm = []string{TimerKey(TimerApproval, a.ID)}
	}
	if a.Asker != "" && a.Asker != by && DM(a.Asker) != a.Home {
		e.Notices = []Notice{a.notice(NoticeDecided, []Target{{To: DM(a.Asker)}})}
	}
	return a, e
}

func (a Approval) notice(kind NoticeKind, to []Target) Notice {
	return Notice{Kind: kind, Plan: a.Plan, Subject: a.ID, Gen: a.Gen, To: to, Facts: a.facts()}
}

// facts are everything that a message about the approval may need.
func (a Approval) facts() map[string]string {
	f := map[string]string{
		FactID: a.ID, FactAgent: a.Agent, FactFor: string(a.For), FactAsker: string(a.Asker), FactBecause: a.Because,
		FactState: string(a.State), FactIn: string(a.Plan),
	}
	put(f, FactAsked, words(a.Told))
	put(f, FactExpires, stamp(a.Expires))
	put(f, FactBy, string(a.By))
	put(f, FactNote, a.Answer)
	for name, value := range a.Facts {
		put(f, name, value)
	}
	return f
}

// routesHome are where a message about the plan goes whose reader cannot be
// reached: the plan's home, then the fallback channel.
func routesHome(d Duty) []Place {
	var all []Place
	for _, c := range []ChannelID{d.Home, d.House.Fallback} {
		if c != "" && !slices.Contains(all, In(c)) {
			all = append(all, In(c))
		}
	}
	return all
}

// checkReason refuses a decision without a reason, and one that is too long.
func checkReason(text, unchanged string) error {
	return fieldOf(checkText(text, "Say why, for example `because the sample was too small`.", unchanged), "because")
}

// fieldOf puts a problem under another field of the form it came from.
func fieldOf(err error, field string) error {
	if p, ok := err.(*Problem); ok {
		q := *p
		q.Field = field
		return &q
	}
	return err
}
