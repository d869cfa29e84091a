package fakeslack

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Kind says what sort of account a person has.
type Kind string

// The kinds of accounts.
const (
	Admin    Kind = "admin"
	Member   Kind = "member"
	Guest    Kind = "guest"
	External Kind = "external" // of another workspace, through a shared channel
	Bot      Kind = "bot"
)

// Person is an account of the workspace.
type Person struct {
	ID          string `json:"id"`
	Name        string `json:"name"`                // the handle, as typed after @
	RealName    string `json:"real_name,omitempty"` // empty means Name
	Title       string `json:"title,omitempty"`     // what they do, for the page
	Kind        Kind   `json:"kind"`
	Zone        string `json:"zone"` // IANA
	Deactivated bool   `json:"deactivated,omitempty"`
}

// Channel is a place where several people talk. Members are ids; the bot is one of them or not.
type Channel struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Private  bool     `json:"private,omitempty"`
	Archived bool     `json:"archived,omitempty"`
	Members  []string `json:"members"`
}

// world is everything that outlives a restart. It is stored as JSON by Snapshot; fields are only added.
type world struct {
	Rev       int64                        `json:"rev"`    // changes whenever somebody could see a difference
	Drawn     int64                        `json:"drawn"`  // the last number given out for an id
	Newest    int64                        `json:"newest"` // microseconds of the last ts given out
	People    []*Person                    `json:"people"`
	Channels  []*Channel                   `json:"channels"`
	Messages  map[string][]*message        `json:"messages"` // by place: channel id or direct message id; oldest first
	Files     map[string]*file             `json:"files"`
	Views     map[string][]*view           `json:"views"` // by person: their open forms, the topmost last
	Homes     map[string]*view             `json:"homes"`
	Responses map[string]*responseURL      `json:"responses"`
	Pending   []*delivery                  `json:"pending"` // events that the bot has not taken yet
	Read      map[string]map[string]string `json:"read"`    // person, place: ts of the last message they have read
	OpenDMs   map[string]bool              `json:"open_dms"`

	drew func(drawn, newest int64) // see Options.Drew
}

func newWorld(people []Person, channels []Channel) world {
	var w world
	for _, p := range people {
		w.People = append(w.People, &p)
	}
	for _, c := range channels {
		c.Members = slices.Clone(c.Members)
		w.Channels = append(w.Channels, &c)
	}
	w.complete()
	return w
}

// complete gives an old or empty world the maps and the bot's own account that the rest counts on.
func (w *world) complete() {
	if !slices.ContainsFunc(w.People, func(p *Person) bool { return p.ID == BotUser }) {
		w.People = append(w.People, &Person{ID: BotUser, Name: BotUser, RealName: "Rollout", Kind: Bot, Zone: "UTC"})
	}
	for _, p := range w.People {
		p.Name = cmp.Or(p.Name, p.ID)
		p.Zone = cmp.Or(p.Zone, "UTC")
		p.Kind = cmp.Or(p.Kind, Member)
	}
	w.Messages = orEmpty(w.Messages)
	w.Files = orEmpty(w.Files)
	w.Views = orEmpty(w.Views)
	w.Homes = orEmpty(w.Homes)
	w.Responses = orEmpty(w.Responses)
	w.Read = orEmpty(w.Read)
	w.OpenDMs = orEmpty(w.OpenDMs)
}

func orEmpty[M ~map[K]V, K comparable, V any](m M) M {
	if m == nil {
		return M{}
	}
	return m
}

// id draws an id that was never given out before.
func (w *world) id(prefix string) string {
	w.Drawn++
	w.given()
	return fmt.Sprintf("%s%06d", prefix, w.Drawn)
}

func (w *world) given() {
	if w.drew != nil {
		w.drew(w.Drawn, w.Newest)
	}
}

// stamp draws a message timestamp: seconds and six decimals, later than every one before.
func (w *world) stamp(now time.Time) string {
	w.Newest = max(w.Newest+1, now.UnixMicro())
	w.given()
	return fmt.Sprintf("%d.%06d", w.Newest/1e6, w.Newest%1e6)
}

func (w *world) person(id string) *Person {
	for _, p := range w.People {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func (w *world) channel(id string) *Channel {
	for _, c := range w.Channels {
		if c.ID == id {
			return c
		}
	}
	return nil
}

// dmPrefix begins the id of the direct messages between the bot and one person.
const dmPrefix = "D-"

func dmOf(person string) string { return dmPrefix + person }

// dmWith returns whose direct messages with the bot a place is, or nil when it is none.
func (w *world) dmWith(place string) *Person {
	id, ok := strings.CutPrefix(place, dmPrefix)
	if !ok {
		return nil
	}
	p := w.person(id)
	if p == nil || p.Kind == Bot {
		return nil
	}
	return p
}

// member says whether a person takes part in a place.
func (w *world) member(place, person string) bool {
	if c := w.channel(place); c != nil {
		return slices.Contains(c.Members, person)
	}
	with := w.dmWith(place)
	return with != nil && (person == with.ID || person == BotUser)
}

// mayLook says whether a person could open a place: their own, and every public channel for full members.
func (w *world) mayLook(place, person string) bool {
	if w.member(place, person) {
		return true
	}
	c, p := w.channel(place), w.person(person)
	return c != nil && !c.Private && p != nil && (p.Kind == Member || p.Kind == Admin)
}

func (p *Person) real() string { return cmp.Or(p.RealName, p.Name) }

func (p *Person) team() string {
	if p.Kind == External {
		return partnerTeam
	}
	return TeamID
}

// location is the person's zone, UTC where the name is not known to this computer.
func (p *Person) location() *time.Location {
	if l, err := time.LoadLocation(p.Zone); err == nil {
		return l
	}
	return time.UTC
}
