//! Composition root: build the adapters, provide the services, mount.

fn main() {
    app::start();
}
