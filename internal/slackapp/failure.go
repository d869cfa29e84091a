package slackapp

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var installation = map[string]bool{
	"not_authed": true, "invalid_auth": true, "account_inactive": true, "token_revoked": true,
	"token_expired": true, "missing_scope": true, "not_allowed_token_type": true, "no_permission": true,
	"org_login_required": true, "ekm_access_denied": true, "team_access_not_granted": true,
	"access_denied": true, "enterprise_is_restricted": true, "team_added_to_org": true,
}

var ambiguous = map[string]bool{
	"internal_error": true, "fatal_error": true, "service_unavailable": true, "request_timeout": true,
}

// sent watches a call to learn whether any byte of it left this machine.
func sent(ctx context.Context) (context.Context, *bool) {
	wrote := new(bool)
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		WroteHeaderField: func(string, []string) { *wrote = true },
	}), wrote
}

// classify turns the error of a call into a SendFailure. wrote says whether a byte
// of the request was written.
func classify(err error, wrote bool) *rollout.SendFailure {
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &limited):
		return &rollout.SendFailure{Class: rollout.SendRetry, RetryAfter: limited.RetryAfter, Err: err}
	case errors.As(err, &refused):
		return &rollout.SendFailure{Class: classOf(refused.Err), Err: explain(refused)}
	case errors.As(err, &status):
		switch {
		case status.Code == http.StatusTooManyRequests:
			return &rollout.SendFailure{Class: rollout.SendRetry, RetryAfter: 30 * time.Second, Err: err}
		case status.Code >= 500:
			return &rollout.SendFailure{Class: rollout.SendAmbiguous, Err: err}
		default:
			return &rollout.SendFailure{Class: rollout.SendInstallation, Err: err}
		}
	case !wrote:
		return &rollout.SendFailure{Class: rollout.SendUnreachable, Err: err}
	default:
		return &rollout.SendFailure{Class: rollout.SendAmbiguous, Err: err}
	}
}

func classOf(code string) rollout.SendClass {
	switch {
	case code == "ratelimited" || code == "rate_limited":
		return rollout.SendRetry
	case code == "message_not_found":
		return rollout.SendGone
	case installation[code]:
		return rollout.SendInstallation
	case ambiguous[code]:
		return rollout.SendAmbiguous
	}
	return rollout.SendPermanent
}

// explain adds what Slack says beside its error code: which block was wrong,
// which scope is missing.
func explain(r slack.SlackErrorResponse) error {
	detail := r.ResponseMetadata.Messages
	if r.Needed != "" {
		detail = append(detail, "needs the scope "+r.Needed)
	}
	if len(detail) == 0 {
		return r
	}
	return &detailed{r, strings.Join(detail, "; ")}
}

type detailed struct {
	err    error
	detail string
}

func (d *detailed) Error() string { return d.err.Error() + " (" + d.detail + ")" }

func (d *detailed) Unwrap() error { return d.err }
