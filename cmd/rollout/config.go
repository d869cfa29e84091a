package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"reflect"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/kelseyhightower/envconfig"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// prefix of the variables that are ours alone; Slack's own keep their names.
const prefix = "ROLLOUT_"

// config is everything `serve` reads from the environment. Names are fixed:
// people's scripts rely on them.
type config struct {
	BotToken        secret   `envconfig:"SLACK_BOT_TOKEN"`
	AppToken        secret   `envconfig:"SLACK_APP_TOKEN"`
	SigningSecret   secret   `envconfig:"SLACK_SIGNING_SECRET"`
	APIURL          string   `envconfig:"SLACK_API_URL"`
	Listen          string   `envconfig:"ROLLOUT_LISTEN"`
	Store           string   `envconfig:"ROLLOUT_STORE"`
	Workspace       string   `envconfig:"ROLLOUT_WORKSPACE"`
	Timezone        string   `envconfig:"ROLLOUT_TIMEZONE"`
	Admins          []string `envconfig:"ROLLOUT_ADMINS"`
	Auditors        []string `envconfig:"ROLLOUT_AUDITORS"`
	Command         string   `envconfig:"ROLLOUT_COMMAND"`
	FallbackChannel string   `envconfig:"ROLLOUT_FALLBACK_CHANNEL"`
	APIToken        secret   `envconfig:"ROLLOUT_API_TOKEN"`
	LogLevel        string   `envconfig:"ROLLOUT_LOG_LEVEL"`
	LogFormat       string   `envconfig:"ROLLOUT_LOG_FORMAT"`
}

// later are names of the interface that this version does not read yet. Setting
// one is refused, not ignored: nobody should believe in a backup that never runs.
var later = map[string]string{
	"ROLLOUT_ANCHOR":        "anchoring the audit record",
	"ROLLOUT_URL":           "the HTTP API",
	"ROLLOUT_BACKUP_DIR":    "hourly backups",
	"ROLLOUT_HEARTBEAT_URL": "the outgoing heartbeat",
}

// secret is a value that never reaches a log.
type secret string

// String hides the value.
func (s secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString hides the value from %#v as well.
func (s secret) GoString() string { return s.String() }

// LogValue hides the value from slog.
func (s secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// faults are everything wrong with a configuration, named at once.
type faults []string

func (f faults) Error() string {
	return "the configuration is not complete:\n  - " + strings.Join(f, "\n  - ")
}

// readConfig reads the environment. The error names every fault it found in
// the reading itself; what serve requires beyond that is checked by forServe.
func readConfig() (config, error) {
	var f faults
	for _, name := range ourNames() {
		if err := fromFile(name); err != nil {
			f = append(f, err.Error())
		}
	}
	f = append(f, misspelt()...)
	var c config
	// Every field has its full name as tag, so that no variable of somebody
	// else's (PORT, LISTEN) can stand in for ours.
	if err := envconfig.Process("", &c); err != nil {
		var bad *envconfig.ParseError
		if errors.As(err, &bad) {
			err = fmt.Errorf("%s cannot be read as %s", bad.KeyName, bad.TypeName) // without the value: it may be a token
		}
		f = append(f, err.Error())
	}
	c.defaults()
	if !rollout.KnownZone(c.Timezone) { // "Local" would load, and be UTC to every rule
		f = append(f, fmt.Sprintf("ROLLOUT_TIMEZONE: %q is not an IANA time zone such as Europe/Berlin", c.Timezone))
	}
	f = append(f, c.forms()...)
	if strings.HasPrefix(c.Store, "postgres://") || strings.HasPrefix(c.Store, "postgresql://") {
		f = append(f, "ROLLOUT_STORE: PostgreSQL comes with a later version; name a file")
	}
	if _, err := logLevel(c.LogLevel); err != nil {
		f = append(f, err.Error())
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		f = append(f, fmt.Sprintf("ROLLOUT_LOG_FORMAT: %q is neither text nor json", c.LogFormat))
	}
	if len(f) > 0 {
		return c, f
	}
	return c, nil
}

// defaults fill what is empty. An empty variable that is set counts as unset:
// compose files and unit files set them all.
func (c *config) defaults() {
	for field, value := range map[*string]string{
		&c.Listen: ":8080", &c.Store: "rollout.db", &c.Workspace: "default", &c.Timezone: "UTC",
		&c.Command: "/rollout", &c.LogLevel: "info", &c.LogFormat: "text",
	} {
		if *field = strings.TrimSpace(*field); *field == "" {
			*field = value
		}
	}
	c.APIURL = strings.TrimSpace(c.APIURL)
	c.APIToken = secret(strings.TrimSpace(string(c.APIToken)))
	c.FallbackChannel = strings.TrimSpace(c.FallbackChannel)
	c.Admins, c.Auditors = tidy(c.Admins), tidy(c.Auditors)
}

func tidy(list []string) []string {
	var out []string
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// forServe says what `serve` needs beyond a configuration that can be read.
func (c config) forServe() error {
	var f faults
	need := func(missing bool, text string) {
		if missing {
			f = append(f, text)
		}
	}
	need(c.BotToken == "", "SLACK_BOT_TOKEN: the bot's token (xoxb-…) is required")
	switch {
	case c.SigningSecret == "" && c.AppToken != "":
		f = append(f, "SLACK_SIGNING_SECRET: only an app token is set. Socket Mode comes with the next version; until then set the signing secret and let Slack reach this server over HTTPS")
	case c.SigningSecret == "":
		f = append(f, "SLACK_SIGNING_SECRET: the app's signing secret is required")
	}
	need(len(c.Admins) == 0, "ROLLOUT_ADMINS: the Slack user ids of the administrators are required, separated by commas")
	need(c.FallbackChannel == "", "ROLLOUT_FALLBACK_CHANNEL: the id of the channel for what reaches nobody is required")
	if len(f) > 0 {
		return f
	}
	return nil
}

// apiToken is the one setting that the playground shares with serve.
func apiToken() (string, error) {
	const name = prefix + "API_TOKEN"
	err := fromFile(name)
	return strings.TrimSpace(os.Getenv(name)), err
}

// fromFile sets NAME from the file named by NAME_FILE, the way secrets are
// handed to containers. Both at once is a fault: one would be ignored.
func fromFile(name string) error {
	path := os.Getenv(name + "_FILE")
	if path == "" {
		return nil
	}
	if os.Getenv(name) != "" {
		return fmt.Errorf("%s: set it or %s_FILE, not both", name, name)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("%s_FILE: %w", name, err)
	}
	return os.Setenv(name, strings.TrimRight(string(b), "\r\n"))
}

// ourNames lists the variables that config reads.
func ourNames() []string {
	var names []string
	for f := range reflect.TypeFor[config]().Fields() {
		names = append(names, f.Tag.Get("envconfig"))
	}
	return names
}

// misspelt finds variables that begin like ours and are not: a name with a
// typing error would otherwise be a setting silently left at its default.
func misspelt() []string {
	known := ourNames()
	var out []string
	for _, kv := range os.Environ() {
		name, value, _ := strings.Cut(kv, "=")
		base := strings.TrimSuffix(name, "_FILE")
		switch {
		case !strings.HasPrefix(name, prefix) || slices.Contains(known, base):
		case later[base] != "":
			if value != "" {
				out = append(out, fmt.Sprintf("%s: %s comes with a later version; unset it", name, later[base]))
			}
		case testOnly(name):
		default:
			out = append(out, fmt.Sprintf("%s is not a setting; did you mean %s?", name, nearest(base, known)))
		}
	}
	slices.Sort(out)
	return out
}

// testOnly are names that the project's own checks use.
func testOnly(name string) bool { return name == "ROLLOUT_FULL" || name == "ROLLOUT_JOURNAL" }

func nearest(name string, known []string) string {
	best, distance := "", 1<<30
	for _, k := range known {
		if d := levenshtein.ComputeDistance(name, k); d < distance {
			best, distance = k, d
		}
	}
	return best
}

func logLevel(s string) (slog.Level, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(s)); err != nil {
		return 0, fmt.Errorf("ROLLOUT_LOG_LEVEL: %q is none of debug, info, warn, error", s)
	}
	return l, nil
}

// logger writes to standard error as the configuration asks.
func (c config) logger() *slog.Logger {
	level, err := logLevel(c.LogLevel)
	if err != nil {
		level = slog.LevelInfo
	}
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, options))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, options))
}
