//! Account and operations to HTTP and back; one folder a service.
