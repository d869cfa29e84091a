package slackapp

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Class says what a failed call to Slack means for the message it carried. An
// outcome that is not known for certain is never taken for a failure.
type Class string

// The classes of failure.
const (
	Retry        Class = "retry"        // refused for now; try again
	Unreachable  Class = "unreachable"  // not a byte was written
	Gone         Class = "gone"         // the message to edit is no longer there
	Permanent    Class = "permanent"    // certainly not accepted; trying again will not help
	Installation Class = "installation" // nothing can be sent until an administrator acts
	Ambiguous    Class = "ambiguous"    // it may have been accepted
)

// Failure is a call that did not come back with a plain yes.
type Failure struct {
	Class      Class
	RetryAfter time.Duration // at least this long, when Slack said so
	Err        error
}

func (f *Failure) Error() string { return string(f.Class) + ": " + f.Err.Error() }

func (f *Failure) Unwrap() error { return f.Err }

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

// classify turns the error of a call into a Failure. wrote says whether a byte
// of the request was written.
func classify(err error, wrote bool) *Failure {
	var limited *slack.RateLimitedError
	var refused slack.SlackErrorResponse
	var status slack.StatusCodeError
	switch {
	case errors.As(err, &limited):
		return &Failure{Class: Retry, RetryAfter: limited.RetryAfter, Err: err}
	case errors.As(err, &refused):
		return &Failure{Class: classOf(refused.Err), Err: explain(refused)}
	case errors.As(err, &status):
		switch {
		case status.Code == http.StatusTooManyRequests:
			return &Failure{Class: Retry, RetryAfter: 30 * time.Second, Err: err}
		case status.Code >= 500:
			return &Failure{Class: Ambiguous, Err: err}
		default:
			return &Failure{Class: Installation, Err: err}
		}
	case !wrote:
		return &Failure{Class: Unreachable, Err: err}
	default:
		return &Failure{Class: Ambiguous, Err: err}
	}
}

func classOf(code string) Class {
	switch {
	case code == "ratelimited" || code == "rate_limited":
		return Retry
	case code == "message_not_found":
		return Gone
	case installation[code]:
		return Installation
	case ambiguous[code]:
		return Ambiguous
	}
	return Permanent
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
