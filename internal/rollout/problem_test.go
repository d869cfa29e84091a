package rollout

import (
	"errors"
	"strings"
	"testing"
)

// checkProblem fails unless err is the Problem that says want and what to do
// next; "" means no error.
func checkProblem(t *testing.T, err error, want string) {
	t.Helper()
	var p *Problem
	switch {
	case want == "" && err != nil:
		t.Errorf("refused: %v", err)
	case want != "" && (!errors.As(err, &p) || !strings.Contains(p.Text, want) || p.Next == ""):
		t.Errorf("got %v, want %q", err, want)
	}
}
