package rollout

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// UserID is a person's id in the chat ("U024BE7LH"); opaque, never a name.
type UserID string

// ChannelID is a channel's id in the chat; opaque.
type ChannelID string

// PersonKind says what an account is. Rights follow from it.
type PersonKind string

// The kinds of account. Unknown is an account whose facts could not be had:
// it counts as a member for stopping and reporting, as nobody for letting out.
const (
	Unknown     PersonKind = ""
	Member      PersonKind = "member"
	Guest       PersonKind = "guest"
	External    PersonKind = "external" // of another workspace
	Bot         PersonKind = "bot"
	Deactivated PersonKind = "deactivated"
	Service     PersonKind = "service" // a system that reports facts over HTTP; nobody of the workspace
)

// Person is what the bot knows of an account. It is kept fresh by the engine;
// fields are only added.
type Person struct {
	Schema  int        `json:"schema"`
	ID      UserID     `json:"id"`
	Team    string     `json:"team,omitempty"`
	Account PersonKind `json:"kind,omitempty"`
	Name    string     `json:"name,omitempty"` // as the chat shows it
	Zone    string     `json:"zone,omitempty"` // IANA
	Seen    time.Time  `json:"seen,omitzero"`  // when these facts were had
}

// Channel is what the bot knows of a channel.
type Channel struct {
	Schema   int       `json:"schema"`
	ID       ChannelID `json:"id"`
	Name     string    `json:"name,omitempty"`
	Private  bool      `json:"private,omitempty"`
	Archived bool      `json:"archived,omitempty"`
	BotIn    bool      `json:"bot_in,omitempty"`
	Seen     time.Time `json:"seen,omitzero"`
}

// Open reports whether the bot can post in the channel, as far as it knows.
func (c Channel) Open() bool { return c.BotIn && !c.Archived }

// called is the channel's name as people write it, for sentences.
func (c Channel) called() string {
	if c.Name == "" {
		return "That channel"
	}
	return "#" + c.Name
}

// Place is where a message can go: a person's direct messages ("@U024BE7LH")
// or a channel ("#C012AB3CD").
type Place string

// DM is the place of a person's direct messages.
func DM(u UserID) Place { return Place("@" + u) }

// In is the place that a channel is.
func In(c ChannelID) Place { return Place("#" + c) }

// User is the person whose direct messages p is, or "".
func (p Place) User() UserID {
	if s, ok := strings.CutPrefix(string(p), "@"); ok {
		return UserID(s)
	}
	return ""
}

// Channel is the channel that p is, or "".
func (p Place) Channel() ChannelID {
	if s, ok := strings.CutPrefix(string(p), "#"); ok {
		return ChannelID(s)
	}
	return ""
}

// ID is the chat's own id of p, without the mark.
func (p Place) ID() string { return strings.TrimLeft(string(p), "@#") }

// AllPlans stands for a plan's id in a role that holds for every plan.
const AllPlans PlanID = "*"

// Names of roles outside the template, as people read and type them. Plan owner
// and rollout lead live in State; every other role in a Role record.
const (
	RolePlanOwner   = "plan owner"
	RoleRolloutLead = "rollout lead"
	RoleApprover    = "approver"
	RoleAuditor     = "auditor"
)

// Role is a name of the plan ("HR Operations Lead") and who fills it.
type Role struct {
	Schema int       `json:"schema"`
	Plan   PlanID    `json:"plan"`
	Name   string    `json:"name"` // as written the first time
	Fills  []Place   `json:"fills,omitempty"`
	By     UserID    `json:"by,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

// RoleKey folds the ways people write one role into one key: case, blanks,
// punctuation at the ends and a leading article do not matter.
func RoleKey(name string) string {
	key := make([]byte, 0, 64) // in one go: status asks for every mention of every role
	blank := false
	for _, r := range name {
		switch {
		case 'A' <= r && r <= 'Z':
			r += 'a' - 'A'
		case r > unicode.MaxASCII:
			r = unicode.ToLower(r)
		}
		if r <= ' ' || r == '-' || r == '_' || r >= 0x7f && (unicode.IsSpace(r) || unicode.IsControl(r)) {
			blank = true
			continue
		}
		if blank && len(key) > 0 {
			key = append(key, ' ')
		}
		blank = false
		key = utf8.AppendRune(key, r)
	}
	key = bytes.TrimPrefix(key, []byte("the "))
	key = bytes.TrimFunc(key, func(r rune) bool { return strings.ContainsRune(".,;:!?\"'“”‘’", r) })
	if string(key) == name {
		return name
	}
	return string(key)
}

// House is what the installation says about itself, stored at start so that
// rules and transactions can read it.
type House struct {
	Schema   int       `json:"schema"`
	Team     string    `json:"team,omitempty"` // the workspace's id, fixed by the first start
	Admins   []UserID  `json:"admins,omitempty"`
	Auditors []UserID  `json:"auditors,omitempty"`
	Fallback ChannelID `json:"fallback,omitempty"` // where what reaches nobody goes
	Zone     string    `json:"zone,omitempty"`     // IANA, for plans that name none
}

// IsAdmin reports whether u administers this installation.
func (h House) IsAdmin(u UserID) bool { return u != "" && slices.Contains(h.Admins, u) }

// Duty is who would be told now: roles resolved to places by the caller, in
// the same transaction as the decision. Deactivated people are left out of it,
// so a role that only they fill reaches nobody.
type Duty struct {
	Roles     map[string][]Place // by RoleKey; absent or empty: nobody fills it
	Private   map[ChannelID]bool // channels among the places which are private
	PlanOwner UserID
	Home      ChannelID // "" while the plan has none
	House     House
	Zones     map[UserID]string // of the walls of people among the places, as far as they are known
}

// Places are those that fill a role; none when nobody does.
func (d Duty) Places(role string) []Place { return d.Roles[RoleKey(role)] }

// HomePlace is where the plan's cards and posts go: its home channel, else the
// plan owner's direct messages.
func (d Duty) HomePlace() Place {
	if d.Home != "" {
		return In(d.Home)
	}
	return DM(d.PlanOwner)
}
