package slackapp

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Several people wait while deliveries come and go: a sync.WaitGroup panics
// here ("reused before previous Wait has returned") and takes the process along.
func TestManyMayWaitWhileDeliveriesComeAndGo(t *testing.T) {
	var p pending
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 2000 {
				p.begin()
				p.end()
				p.wait(t.Context())
			}
		})
	}
	all.Wait()
	if p.n != 0 {
		t.Errorf("%d pending at the end, want none", p.n)
	}
}

func TestWaitingEndsWhenAllIsAnsweredAndNotBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pending
		p.wait(t.Context()) // nothing is pending
		p.begin()
		p.begin()
		waited := make(chan bool)
		for range 2 {
			go func() { p.wait(t.Context()); waited <- true }()
		}
		p.end()
		synctest.Wait()
		select {
		case <-waited:
			t.Fatal("somebody stopped waiting while one was pending")
		default:
		}
		p.end()
		<-waited
		<-waited
	})
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pending
		p.begin()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		p.wait(ctx)
		if ctx.Err() == nil {
			t.Error("the wait ended while one was pending")
		}
	})
}
