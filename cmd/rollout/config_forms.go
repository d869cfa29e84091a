package main

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

var (
	// slashCommand is what Slack lets an app call its command.
	slashCommand = regexp.MustCompile(`^/[\p{Ll}\p{Lo}\p{N}_-]{1,31}$`)
	// slackID has the form of an id. A name ("@ada", "Ada Byron", "#ops") has
	// not: messages to it would be refused one by one, when they are needed.
	slackID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)
)

// forms are the faults of values that have a form of their own.
func (c config) forms() (f faults) {
	if !slashCommand.MatchString(c.Command) {
		f = append(f, fmt.Sprintf("ROLLOUT_COMMAND: %q is not a slash command such as /rollout", c.Command))
	}
	if c.APIURL != "" {
		switch at, err := url.Parse(c.APIURL); {
		case err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http":
			f = append(f, fmt.Sprintf("SLACK_API_URL: %q is not an address such as https://slack.com/api/", c.APIURL))
		case !strings.HasSuffix(c.APIURL, "/api/"):
			f = append(f, "SLACK_API_URL: must end in /api/")
		}
	}
	for _, list := range []struct {
		name string
		ids  []string
	}{{"ROLLOUT_ADMINS", c.Admins}, {"ROLLOUT_AUDITORS", c.Auditors}} {
		for _, id := range list.ids {
			if !slackID.MatchString(id) {
				f = append(f, fmt.Sprintf("%s: %q is not a Slack user id such as U012AB3CD; a profile's menu has it (Copy member ID)", list.name, id))
			}
		}
	}
	if c.FallbackChannel != "" && !slackID.MatchString(c.FallbackChannel) {
		f = append(f, fmt.Sprintf("ROLLOUT_FALLBACK_CHANNEL: %q is not a channel id such as C012AB3CD; it stands at the end of the channel's details", c.FallbackChannel))
	}
	return f
}
