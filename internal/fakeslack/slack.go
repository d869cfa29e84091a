package fakeslack

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Identity of the workspace and of the bot in it. Ids are opaque to the bot; here they equal names, so that a story can
// be read.
const (
	TeamID   = "T0ROLLOUT"
	AppID    = "A0ROLLOUT"
	BotID    = "B0ROLLOUT"
	BotUser  = "rollout"
	Slackbot = "slackbot" // who says what Slack itself has to say

	teamDomain   = "rollout-playground"
	teamName     = "Rollout playground"
	partnerTeam  = "T0PARTNER" // where people of kind External are at home
	defaultSlash = "/rollout"
)

// Options describe a workspace at its beginning.
type Options struct {
	// Now is the world's clock; nil means time.Now.
	Now func() time.Time
	// Secret signs what is sent to the bot. BotToken is what Web API calls must carry, AppToken is refused there.
	Secret, BotToken, AppToken string
	// Command is the bot's slash command; empty means /rollout.
	Command  string
	People   []Person
	Channels []Channel
	// Suggestions are what the page offers now to whoever begins to type a command; nil: nothing.
	Suggestions func(context.Context) []Suggestion
	// HomeTab says that the app has a home tab, as its manifest does. Without it the page shows one to those to whom the
	// bot has published one.
	HomeTab bool
	// Settle returns when everything due has happened. Controls call it before they answer; nil means nothing to wait for.
	Settle func(context.Context) error
	// Drew hears of every id and timestamp that is given out, so that none is given out twice: see Continue. nil: nobody does.
	Drew func(drawn, newest int64)
}

// Suggestion is a command that the bot knows, or the words before one that say which thing is meant.
type Suggestion struct {
	Line  string `json:"line"`  // what is typed after the slash command: "incident ack"
	Args  string `json:"args"`  // what follows, in the notation of the bot's help: "[ID]"
	About string `json:"about"` // one line: what it does
	Short string `json:"short"` // what does the same when it is all that is typed; "": nothing shorter
	Goes  bool   `json:"goes"`  // on with a command behind it
}

// Slack is one workspace with one app installed. It is safe for concurrent use.
type Slack struct {
	opt    Options
	client *http.Client
	done   chan struct{} // closed by Close
	once   sync.Once

	mu         sync.Mutex
	world      world
	index      map[string]*message   // by place and ts; made from world
	threads    map[string][]*message // replies that everybody sees, by place and ts of the first message; made from world
	botURL     string
	apiURL     string
	triggers   map[string]*trigger
	faults     []*Fault
	late       *delivery // an event that a fault holds back until the next one went out
	journal    []entry
	violations []string
	watchers   map[chan struct{}]bool
}

// New makes a workspace. Nothing listens until API and Play are served.
func New(o Options) *Slack {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Command == "" {
		o.Command = defaultSlash
	}
	s := &Slack{
		opt:      o,
		client:   newSender(),
		done:     make(chan struct{}),
		world:    newWorld(o.People, o.Channels),
		triggers: map[string]*trigger{},
		watchers: map[chan struct{}]bool{},
	}
	s.world.drew = o.Drew
	s.reindex()
	return s
}

// Connect says where the bot listens: requests go to base + /slack/commands, /slack/interactions and /slack/events. An
// empty base means that the bot is down.
func (s *Slack) Connect(base string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.botURL = strings.TrimSuffix(base, "/")
}

// Advertise says under which base URL, without /api/, the bot reaches API. Response URLs and file addresses begin with
// it. Without it they use the address by which the bot called last.
func (s *Slack) Advertise(base string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apiURL = strings.TrimSuffix(base, "/")
}

// Violations lists what the bot did that Slack would refuse or warn about however often it were tried: unknown methods,
// missing arguments, blocks and views beyond the limits, blocks without text. A story fails when the list is not empty.
func (s *Slack) Violations() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.violations)
}

// maxViolations bounds the list when a bot repeats the same mistake for hours.
const maxViolations = 1000

func (s *Slack) violate(text string) {
	if len(s.violations) < maxViolations {
		s.violations = append(s.violations, text)
	}
}

// changed draws the next revision of the world and wakes whoever watches it. Called with the lock held.
func (s *Slack) changed() int64 {
	s.world.Rev++
	for c := range s.watchers {
		select {
		case c <- struct{}{}:
		default: // it has not looked yet; one wake-up is enough
		}
	}
	return s.world.Rev
}

// Close lets pages that listen for changes go, so that a server can shut down.
func (s *Slack) Close() { s.once.Do(func() { close(s.done) }) }
