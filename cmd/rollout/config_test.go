package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// env sets exactly these variables of ours.
func env(t *testing.T, kv map[string]string) {
	t.Helper()
	for _, pair := range os.Environ() {
		name, value, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, "ROLLOUT_") || strings.HasPrefix(name, "SLACK_") {
			_ = os.Unsetenv(name)
			t.Cleanup(func() { _ = os.Setenv(name, value) })
		}
	}
	for name, value := range kv {
		t.Setenv(name, value)
	}
}

func whole() map[string]string {
	return map[string]string{
		"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret", "ROLLOUT_ADMINS": "U1, U2,,U1", "ROLLOUT_FALLBACK_CHANNEL": "C1",
	}
}

func TestConfigIsRead(t *testing.T) {
	kv := whole()
	kv["ROLLOUT_LISTEN"] = "" // set and empty, as compose files do: the default counts
	env(t, kv)
	c, err := readConfig()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.forServe(); err != nil {
		t.Fatal(err)
	}
	if c.Listen != ":8080" || c.Store != "rollout.db" || c.Timezone != "UTC" || c.Command != "/rollout" {
		t.Errorf("defaults: %+v", c)
	}
	if got := strings.Join(c.Admins, "|"); got != "U1|U2" {
		t.Errorf("admins: %s", got)
	}
}

// Everything that is wrong is named at once.
func TestEveryFaultIsNamed(t *testing.T) {
	for _, c := range []struct {
		name string
		set  map[string]string
		want []string
	}{
		{"nothing is set", map[string]string{
			"SLACK_BOT_TOKEN": "", "SLACK_SIGNING_SECRET": "", "ROLLOUT_ADMINS": "", "ROLLOUT_FALLBACK_CHANNEL": "",
		}, []string{"SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "ROLLOUT_ADMINS", "ROLLOUT_FALLBACK_CHANNEL"}},
		{"only an app token", map[string]string{"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-1"}, []string{"Socket Mode comes with the next version"}},
		{"a name with a typing error", map[string]string{"ROLLOUT_STOER": "x"}, []string{"ROLLOUT_STOER is not a setting; did you mean ROLLOUT_STORE?"}},
		{"a setting of a later version", map[string]string{"ROLLOUT_BACKUP_DIR": "/backups"}, []string{"ROLLOUT_BACKUP_DIR: hourly backups comes with a later version"}},
		{"values that make no sense", map[string]string{
			"ROLLOUT_TIMEZONE": "Berlin", "ROLLOUT_COMMAND": "rollout", "SLACK_API_URL": "http://x/", "ROLLOUT_LOG_LEVEL": "loud",
			"ROLLOUT_LOG_FORMAT": "xml", "ROLLOUT_STORE": "postgres://x",
		}, []string{"ROLLOUT_TIMEZONE", "ROLLOUT_COMMAND", "SLACK_API_URL", "ROLLOUT_LOG_LEVEL", "ROLLOUT_LOG_FORMAT", "ROLLOUT_STORE"}},
		{"names where ids belong", map[string]string{
			"ROLLOUT_ADMINS": "U1,@ada,Ada Byron", "ROLLOUT_AUDITORS": "<@U2>", "ROLLOUT_FALLBACK_CHANNEL": "#fallback",
		}, []string{`ROLLOUT_ADMINS: "@ada"`, `ROLLOUT_ADMINS: "Ada Byron"`, `ROLLOUT_AUDITORS: "<@U2>"`, `ROLLOUT_FALLBACK_CHANNEL: "#fallback"`}},
		{"an address without a host", map[string]string{"SLACK_API_URL": "/api/"}, []string{`SLACK_API_URL: "/api/" is not an address`}},
		{"an address of another kind", map[string]string{"SLACK_API_URL": "ftp://x/api/"}, []string{"SLACK_API_URL"}},
		{"an address that cannot be read", map[string]string{"SLACK_API_URL": "http://[::1/api/"}, []string{"SLACK_API_URL"}},
		{"a command without a name", map[string]string{"ROLLOUT_COMMAND": "/"}, []string{"ROLLOUT_COMMAND"}},
		{"a command with markup in it", map[string]string{"ROLLOUT_COMMAND": "/ro`*<x>"}, []string{"ROLLOUT_COMMAND"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			kv := whole()
			for name, value := range c.set {
				kv[name] = value
			}
			env(t, kv)
			conf, err := readConfig()
			err = joinFaults(err, conf.forServe())
			if err == nil {
				t.Fatal("nothing was found wrong")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is missing in:\n%v", want, err)
				}
			}
		})
	}
}

func TestSecretFromFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("xoxb-from-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	kv := whole()
	delete(kv, "SLACK_BOT_TOKEN")
	kv["SLACK_BOT_TOKEN_FILE"] = path
	env(t, kv)
	t.Cleanup(func() { _ = os.Unsetenv("SLACK_BOT_TOKEN") })
	c, err := readConfig()
	if err != nil || c.BotToken != "xoxb-from-file" {
		t.Fatalf("got %q, %v", string(c.BotToken), err)
	}
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-other")
	if _, err := readConfig(); err == nil || !strings.Contains(err.Error(), "not both") {
		t.Errorf("both at once: %v", err)
	}
}

// A secret never prints itself.
func TestSecretsAreHidden(t *testing.T) {
	c := config{BotToken: "xoxb-123"}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("start", "token", c.BotToken, "config", c)
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), log.String()} {
		if strings.Contains(text, "xoxb-123") {
			t.Errorf("the token is in %s", text)
		}
	}
}
